import { listFailures } from './cli/failures-command.ts';
import { loadSettings } from './cli/load-settings.ts';
import { exitCodes, readArguments } from './cli/options.ts';
import { syncCommand } from './cli/sync-command.ts';
import { toFailure } from './errors.ts';
import { version } from './version.ts';

/** The worker's entry point: the one place that reads the process environment. */
const { env } = process;

process.on('unhandledRejection', (thrown) => fail(thrown));
process.on('uncaughtException', (thrown) => fail(thrown));

try {
  process.exitCode = await main();
} catch (thrown) {
  fail(thrown);
}
process.exit();

async function main(): Promise<number> {
  const request = readArguments(process.argv.slice(2), version);
  switch (request.command) {
    case 'done':
      return request.exitCode;
    case 'failures':
      return listFailures((await loadSettings(env)).settings, request);
    case 'sync': {
      const threadFile = new URL('./sync-thread.mjs', import.meta.url);
      return syncCommand({ env, ...request, threadFile, readable: process.stdout.isTTY === true });
    }
  }
}

/** Before there is a logger, and after it: one message, and the exit code that says whose fault it is. */
function fail(thrown: unknown): never {
  const { code, kind, message } = toFailure(thrown);
  const stack = code === 'unexpected' && thrown instanceof Error ? `\n${thrown.stack}` : '';
  process.stderr.write(`${message}${stack}\n`);
  process.exit(kind === 'configuration' ? exitCodes.usage : exitCodes.incomplete);
}
