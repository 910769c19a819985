import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type DemoOptions, runDemo } from '../src/demo/demo.ts';
import { addressesText, reportText } from '../src/demo/report.ts';
import { reportJson } from '../src/demo/report-json.ts';
import { bodyRecorder } from '../src/exchange/index.ts';
import { MailFolderError } from '../src/mail/index.ts';
import { mailApis } from '../src/sandbox.ts';

/** Brings mailboxes into an index on this machine, with real worker processes against the stand-ins, and compares. */

// The version of Node is the user's business; every other warning is shown.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const exitCodes = { holds: 0, broken: 1, usage: 2, interrupted: 130 } as const;

const help = `
It starts stand-ins of Exchange, Microsoft Graph, Entra ID, Amazon Q Business, Parameter Store, DynamoDB and S3 on free ports of
this machine and runs real workers against them three times: a first sync, a delta sync after the mailboxes changed, and a delta sync with
nothing new. The index is compared with the mailboxes after the first sync and at the end: every message and supported
attachment once, seen by its owner only, nothing extra.

Exit codes: 0 all of it holds; 1 it does not; 2 wrong arguments; 130 interrupted. Nothing is left behind.

Examples:
  pnpm demo
  pnpm demo --workers 2 --mailboxes 4 --messages 500
  pnpm demo --largest 20 --staging
  pnpm demo --mail ~/mail --json`;

const options = new Command('demo')
  .description('Syncs mailboxes into an index on this machine and compares the two.')
  .option('--workers <n>', 'worker processes', wholeNumber(1), 3)
  .option('--mailboxes <n>', 'mailboxes to make', wholeNumber(1), 7)
  .option('--messages <n>', 'messages of each mailbox', wholeNumber(0), 120)
  .option('--seed <n>', 'seed of the generated mail and of the changes', wholeNumber(0), 1)
  .option('--largest <MB>', 'make some bodies and attachments as large as this, 30 at most', megabytes, 0)
  .addOption(
    new Option(
      '--mail <folder>',
      'serve the mail in this folder instead: .eml files, mbox files, Maildirs; each subfolder is a mailbox',
    ).conflicts(['mailboxes', 'messages', 'largest']),
  )
  .addOption(new Option('--api <name>', 'what workers read the mailboxes through').choices(mailApis).default('ews'))
  .option('--staging', 'let attachments above 7 MB go through a bucket', false)
  .option('--json', 'print the result as one JSON object on the last line, and no report', false)
  .option('--record <folder>', 'write the bodies of all calls to Exchange into this folder', recorder)
  .option('--keep', 'leave the stand-ins running at the end and print their addresses; Ctrl+C ends them', false)
  .addHelpText('after', help)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.holds : exitCodes.usage))
  .parse()
  .opts<
    Omit<DemoOptions, 'progress' | 'onExchange' | 'say' | 'stop'> & {
      readonly record?: NonNullable<DemoOptions['onExchange']>;
      readonly json: boolean;
      readonly keep: boolean;
    }
  >();

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());

const { record, json, keep, ...rest } = options;
const { result, sandbox } = await runDemo({
  ...rest,
  ...(record === undefined ? {} : { onExchange: record }),
  progress: process.stderr.isTTY === true,
  say: (text) => process.stderr.write(`${text}\n`),
  stop: stop.signal,
}).catch(endWithoutResult);
process.exitCode = result.broken.length === 0 ? exitCodes.holds : exitCodes.broken;
if (!json) console.log(`\n${reportText(result)}`);
if (keep) console.log(`\n${addressesText(sandbox)}`);
if (json) console.log(reportJson(result));
if (keep && !stop.signal.aborted) await once(stop.signal, 'abort');
await sandbox.close();

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`Give a whole number of at least ${least}.`);
  };
}

/** Bytes; Exchange Online takes messages of 35 MB as a rule. */
function megabytes(text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number <= 30) return number * 1024 * 1024;
  throw new InvalidArgumentError('Give a number from 0 to 30.');
}

function recorder(folder: string): ReturnType<typeof bodyRecorder> {
  try {
    return bodyRecorder(folder);
  } catch (thrown) {
    throw new InvalidArgumentError(`The folder cannot be made: ${(thrown as Error).message}.`);
  }
}

/** A folder that cannot be served as mail is a wrong argument: one sentence. Whoever interrupts knows why it ended. */
function endWithoutResult(thrown: unknown): never {
  if (stop.signal.aborted) process.exit(exitCodes.interrupted);
  if (!(thrown instanceof MailFolderError)) throw thrown;
  console.error(thrown.message);
  process.exit(exitCodes.usage);
}
