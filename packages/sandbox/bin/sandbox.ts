import { Command, InvalidArgumentError, Option } from 'commander';
import { importText } from '../src/demo/report.ts';
import {
  type AuthKind,
  authKinds,
  createWorld,
  importMail,
  MailFolderError,
  populate,
  startSandbox,
} from '../src/index.ts';

// The version of Node is the user's business; every other warning is shown.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** Starts all stand-ins, prints the environment of a worker and stays up until it is interrupted. */
const options = new Command('sandbox')
  .description(
    'Local stand-ins of Exchange, Microsoft Graph, Entra ID, Amazon Q Business, Parameter Store, AWS STS, DynamoDB and S3.',
  )
  .option('--mailboxes <n>', 'mailboxes to make', wholeNumber(1), 7)
  .option('--messages <n>', 'messages of each mailbox', wholeNumber(0), 60)
  .option('--largest <MB>', 'make some bodies and attachments as large as this, 30 at most', megabytes, 0)
  .option('--mail <folder>', 'serve the mail in this folder instead: .eml files, mbox files, Maildirs')
  .option('--on-premises <n>', 'mailboxes that are on a server on-premises, the first ones', wholeNumber(0), 0)
  .option('--staging', 'let attachments above 7 MB go through a bucket', false)
  .option('--seed <n>', 'seed of the generated mail', wholeNumber(0), 1)
  .addOption(new Option('--auth <kind>', 'how workers prove who they are').choices(authKinds).default('secret'))
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()
  .opts<{
    mailboxes: number;
    messages: number;
    mail?: string;
    seed: number;
    largest: number;
    auth: AuthKind;
    onPremises: number;
    staging: boolean;
  }>();

const world = await createWorld(options);
const { mail } = options;
const imported = mail === undefined ? undefined : await importMail(world, mail).catch(endOnBadFolder);
if (imported === undefined) populate(world, options);
const sandbox = await startSandbox({
  world,
  auth: options.auth,
  staging: options.staging,
  ...(options.onPremises === 0 ? {} : { onPremises: new Set(world.addresses.slice(0, options.onPremises)) }),
});
await sandbox.writeParameters();

const { exchange, graph, entra, qbusiness, ssm, sts, dynamodb, s3 } = sandbox;
console.log(`# Exchange           ${exchange.ewsUrl}
# Microsoft Graph    ${graph.graphUrl}
# Entra ID           ${entra.url}
# Amazon Q Business  ${qbusiness.url}
# Parameter Store    ${ssm.url}
# AWS STS            ${sts.url}
# DynamoDB           ${dynamodb.url}
# S3                 ${s3.url}
# ${world.addresses.length} mailboxes; workers sign in by ${options.auth}.
#
# Each of them takes faults and counts calls:
#   GET    /__admin/faults   lists the faults that may still strike
#   POST   /__admin/faults   adds one; operation, target, skip, times and probability may be left out, for example
#                            {"operation":"BatchPutDocument","skip":2,"times":1,"effect":{"kind":"reset","when":"after"}}
#   DELETE /__admin/faults   clears them
#   GET    /__admin/calls    counts calls by operation
#   DELETE /__admin/calls    begins to count anew
# Exchange also takes
#   POST   /__admin/mail     a change to a mailbox: deliver, edit, read, move, archive, delete, folders
#   POST   /__admin/limits   limits of concurrency and latency
# Microsoft Graph serves the same mailboxes, and takes
#   POST   /__admin/limits   limits of requests and concurrency, and latency
#   DELETE /__admin/tokens   loses all delta tokens
# A tenant that blocks EWS is a fault of Exchange: {"effect":{"kind":"http","status":403}}
#
# In another terminal, set these and run \`pnpm worker --once\`. Ctrl+C ends the sandbox.`);
if (sandbox.onPremises !== undefined) console.log(`# Exchange on-premises ${sandbox.onPremises.ewsUrl}`);
if (imported !== undefined) console.log(importText(imported).replace(/^/gm, '# '));
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
