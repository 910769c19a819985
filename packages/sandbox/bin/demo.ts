import { Command, InvalidArgumentError } from 'commander';
import { runDemo } from '../src/demo/demo.ts';
import { reportJson, reportText } from '../src/demo/report.ts';
import { bodyRecorder } from '../src/exchange/index.ts';
import { MailFolderError } from '../src/mail/index.ts';

/** Brings mailboxes into an index on this machine, with real worker processes against the stand-ins, and compares. */
const options = new Command('demo')
  .description('Syncs mailboxes into an index on this machine and compares the two.')
  .option('--workers <n>', 'worker processes', atLeastOne, 3)
  .option('--mailboxes <n>', 'mailboxes to make', atLeastOne, 7)
  .option('--messages <n>', 'messages of each mailbox', atLeastOne, 120)
  .option('--seed <n>', 'seed of the generated mail and changes', atLeastOne, 1)
  .option('--largest <MB>', 'make some bodies and attachments as large as this, 30 at most', megabytes, 0)
  .option('--mail <folder>', 'serve the mail in this folder instead: .eml files, mbox files, Maildirs')
  .option('--json', 'print the result as one JSON object on the last line', false)
  .option('--record <folder>', 'write the bodies of all calls to Exchange into this folder')
  .option('--keep', 'leave the stand-ins running and print their addresses', false)
  .parse()
  .opts<{
    workers: number;
    mailboxes: number;
    messages: number;
    seed: number;
    largest: number;
    mail?: string;
    record?: string;
    json: boolean;
    keep: boolean;
  }>();

const { record } = options;
const demo = () =>
  runDemo({
    ...options,
    ...(record === undefined ? {} : { onExchange: bodyRecorder(record) }),
    progress: process.stderr.isTTY === true,
    say: (text) => process.stderr.write(`${text}\n`),
  });
const { result, sandbox } = await demo().catch(endOnBadFolder);
if (!options.json || options.keep) console.log(`\n${reportText(result)}`);
if (options.keep) {
  console.log('\nThe stand-ins keep running; Ctrl+C ends them. The environment of a worker:');
  for (const [name, value] of Object.entries(sandbox.environment())) console.log(`export ${name}='${value}'`);
} else {
  await sandbox.close();
}
if (options.json) console.log(reportJson(result));
process.exitCode = result.broken.length === 0 ? 0 : 1;

function atLeastOne(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('a whole number of at least 1 is needed.');
}

/** Bytes; Exchange Online takes messages of 35 MB as a rule. */
function megabytes(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number >= 0 && number <= 30) return number * 1024 * 1024;
  throw new InvalidArgumentError('a number from 0 to 30 is needed.');
}

/** A folder that cannot be served as mail is a wrong argument: one sentence, and 2. */
function endOnBadFolder(thrown: unknown): never {
  if (!(thrown instanceof MailFolderError)) throw thrown;
  console.error(thrown.message);
  process.exit(2);
}
