import { Command, InvalidArgumentError, Option } from 'commander';
import { type AuthKind, authKinds, createWorld, importMail, populate, startSandbox } from '../src/index.ts';

/** Starts all stand-ins, prints the environment of a worker and stays up until it is interrupted. */
const options = new Command('sandbox')
  .description('Local stand-ins of Exchange, Entra ID, Amazon Q Business, Parameter Store and DynamoDB.')
  .option('--mailboxes <n>', 'mailboxes to make', wholeNumber(1), 7)
  .option('--messages <n>', 'messages of each mailbox', wholeNumber(0), 60)
  .option('--mail <folder>', 'serve the .eml and .mbox files of this folder instead')
  .option('--seed <n>', 'seed of the generated mail', wholeNumber(0), 1)
  .addOption(new Option('--auth <kind>', 'how workers prove who they are').choices(authKinds).default('secret'))
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()
  .opts<{ mailboxes: number; messages: number; mail?: string; seed: number; auth: AuthKind }>();

const world = await createWorld({ seed: options.seed });
if (options.mail === undefined) populate(world, options);
else await importMail(world, options.mail);
const sandbox = await startSandbox({ world, auth: options.auth });
await sandbox.writeParameters();

const { exchange, entra, qbusiness, ssm, dynamodb } = sandbox;
console.log(`# Exchange           ${exchange.ewsUrl}
# Entra ID           ${entra.url}
# Amazon Q Business  ${qbusiness.url}
# Parameter Store    ${ssm.url}
# DynamoDB           ${dynamodb.url}
# ${world.addresses.length} mailboxes; workers sign in by ${options.auth}.
#
# Each of the five takes faults and counts calls:
#   GET    /__admin/faults   lists the faults that may still strike
#   POST   /__admin/faults   adds one; operation, target, skip, times and probability may be left out, for example
#                            {"operation":"BatchPutDocument","skip":2,"times":1,"effect":{"kind":"reset","when":"after"}}
#   DELETE /__admin/faults   clears them
#   GET    /__admin/calls    counts calls by operation
#   DELETE /__admin/calls    begins to count anew
#
# In another terminal, set these and run \`pnpm worker --once\`. Ctrl+C ends the sandbox.`);
for (const [name, value] of Object.entries(sandbox.environment())) console.log(`export ${name}='${value}'`);

process.once('SIGINT', stop);
process.once('SIGTERM', stop);

async function stop(): Promise<void> {
  await sandbox.close();
  process.exit(0);
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`Give a whole number of at least ${least}.`);
  };
}
