import type { Settings } from '@connector/shared';
import { loadSettings } from './cli/load-settings.ts';
import { exitCodes, readArguments } from './cli/options.ts';
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

/** Loads what the command needs and no more: the SDKs that read mail and write documents are for the sync thread alone. */
async function main(): Promise<number> {
  const request = readArguments(process.argv.slice(2), version);
  switch (request.command) {
    case 'done':
      return request.exitCode;
    case 'doctor': {
      const { doctorCommand } = await import('./cli/doctor/doctor-command.ts');
      return doctorCommand(env, { ...request, version });
    }
    case 'failures': {
      const { listFailures } = await import('./cli/failures-command.ts');
      return listFailures(await settingsOf(), request);
    }
    case 'plan': {
      const { planCommand } = await import('./cli/plan-command.ts');
      return planCommand(await settingsOf(), request);
    }
    case 'estimate': {
      const { estimateCommand } = await import('./cli/estimate-command.ts');
      return estimateCommand(await settingsOf(), request);
    }
    case 'held': {
      const { listHeld } = await import('./cli/held-command.ts');
      return listHeld(await settingsOf(), request);
    }
    case 'release': {
      const { releaseHeld } = await import('./cli/held-command.ts');
      return releaseHeld(await settingsOf(), request);
    }
    case 'retry': {
      const { retryFailuresNow } = await import('./cli/retry-command.ts');
      return retryFailuresNow(await settingsOf(), request);
    }
    case 'force-stop': {
      const { forceStopCommand } = await import('./cli/force-stop-command.ts');
      return forceStopCommand(await settingsOf(), request);
    }
    case 'sync': {
      // With the entry file: the first process of a container has to listen for signals at once.
      const threadFile = new URL('./sync-thread.mjs', import.meta.url);
      const { stdout: output, exit } = process;
      return syncCommand({ env, version, ...request, threadFile, clock, signals: process, output, exit });
    }
  }
}

async function settingsOf(): Promise<Settings> {
  return (await loadSettings(env, unhurried)).settings;
}

/** Before there is a logger, and after it: one message, and the exit code that says whose fault it is. */
function fail(thrown: unknown): never {
  const { code, kind, message } = toFailure(thrown);
  const stack = code === 'unexpected' && thrown instanceof Error ? `\n${thrown.stack}` : '';
  process.stderr.write(`${redact(`${message}${stack}`)}\n`);
  process.exit(kind === 'configuration' ? exitCodes.usage : exitCodes.incomplete);
}
