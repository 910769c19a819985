import { doctorCommand } from './cli/doctor/doctor-command.ts';
import { estimateCommand } from './cli/estimate-command.ts';
import { listFailures } from './cli/failures-command.ts';
import { forceStopCommand } from './cli/force-stop-command.ts';
import { listHeld, releaseHeld } from './cli/held-command.ts';
import { loadSettings } from './cli/load-settings.ts';
import { exitCodes, readArguments } from './cli/options.ts';
import { planCommand } from './cli/plan-command.ts';
import { retryFailuresNow } from './cli/retry-command.ts';
import { syncCommand } from './cli/sync-command.ts';
import { toFailure } from './errors.ts';
import { redact } from './runtime/redact.ts';
import { systemClock as clock } from './runtime/system-clock.ts';
import { version } from './version.ts';

/** The worker's entry point: the one place that reads the process environment. */
const { env } = process;
/** Nobody ends the commands that say what they do by themselves. */
const unhurried = { signal: new AbortController().signal, clock };

// A log reader that goes away must not stop the sync: without a listener, the next line would end the process (EPIPE).
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

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
    case 'doctor':
      return doctorCommand(env, { ...request, version });
    case 'failures':
      return listFailures((await loadSettings(env, unhurried)).settings, request);
    case 'plan':
      return planCommand((await loadSettings(env, unhurried)).settings, request);
    case 'estimate':
      return estimateCommand((await loadSettings(env, unhurried)).settings, request);
    case 'held':
      return listHeld((await loadSettings(env, unhurried)).settings, request);
    case 'release':
      return releaseHeld((await loadSettings(env, unhurried)).settings, request);
    case 'retry':
      return retryFailuresNow((await loadSettings(env, unhurried)).settings, request);
    case 'force-stop':
      return forceStopCommand((await loadSettings(env, unhurried)).settings, request);
    case 'sync': {
      const threadFile = new URL('./sync-thread.mjs', import.meta.url);
      const { stdout: output, exit } = process;
      return syncCommand({ env, version, ...request, threadFile, clock, signals: process, output, exit });
    }
  }
}

/** Before there is a logger, and after it: one message, and the exit code that says whose fault it is. */
function fail(thrown: unknown): never {
  const { code, kind, message } = toFailure(thrown);
  const stack = code === 'unexpected' && thrown instanceof Error ? `\n${thrown.stack}` : '';
  process.stderr.write(`${redact(`${message}${stack}`)}\n`);
  process.exit(kind === 'configuration' ? exitCodes.usage : exitCodes.incomplete);
}
