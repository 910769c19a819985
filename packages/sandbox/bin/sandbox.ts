import { Command, InvalidArgumentError } from 'commander';
import { importText } from '../src/demo/report.ts';
import { createWorld, importMail, populate, startSandbox } from '../src/index.ts';
import { orExit } from './or-exit.ts';

/** Starts all stand-ins, prints the environment of a worker and stays up until it is interrupted. */
const options = new Command('sandbox')
  .description('Local stand-ins of Exchange, Entra ID, Amazon Q Business, Parameter Store and DynamoDB.')
  .option('--mailboxes <n>', 'mailboxes to make', wholeNumber, 7)
  .option('--messages <n>', 'messages of each mailbox', wholeNumber, 60)
  .option('--largest <MB>', 'make some bodies and attachments as large as this, 30 at most', megabytes, 0)
  .option('--mail <folder>', 'serve the mail in this folder instead: .eml files, mbox files, Maildirs')
  .option('--seed <n>', 'seed of the generated mail', wholeNumber, 1)
  .parse()
  .opts<{ mailboxes: number; messages: number; mail?: string; seed: number; largest: number }>();

const world = await createWorld(options);
const { mail } = options;
const imported = mail === undefined ? undefined : await orExit(() => importMail(world, mail));
if (imported === undefined) populate(world, options);
const sandbox = await startSandbox({ world });
await sandbox.writeParameters();

const { exchange, entra, qbusiness, ssm, dynamodb } = sandbox;
console.log(`# Exchange           ${exchange.ewsUrl}`);
console.log(`# Entra ID           ${entra.url}`);
console.log(`# Amazon Q Business  ${qbusiness.url}`);
console.log(`# Parameter Store    ${ssm.url}`);
console.log(`# DynamoDB           ${dynamodb.url}`);
console.log(
  `# ${world.addresses.length} mailboxes. Faults and counters: POST, GET and DELETE /__admin/faults and /__admin/calls.`,
);
if (imported !== undefined) console.log(importText(imported).replace(/^/gm, '# '));
console.log('# In another terminal, set these and run `pnpm worker --once`. Ctrl+C ends the sandbox.');
for (const [name, value] of Object.entries(sandbox.environment())) console.log(`export ${name}='${value}'`);

process.once('SIGINT', stop);
process.once('SIGTERM', stop);

async function stop(): Promise<void> {
  await sandbox.close();
  process.exit(0);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError('a whole number is needed.');
}

/** Bytes; Exchange Online takes messages of 35 MB as a rule. */
function megabytes(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number >= 0 && number <= 30) return number * 1024 * 1024;
  throw new InvalidArgumentError('a number from 0 to 30 is needed.');
}
