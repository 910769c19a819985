import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Demand, ordinaryDemand } from '../estimate/index.ts';
import type { SyncMode } from '../sync/events.ts';

/** What the command line asks for. */
export type CliRequest =
  | { readonly command: 'sync'; readonly once: boolean; readonly mode?: SyncMode }
  | { readonly command: 'failures'; readonly json: boolean; readonly showAddresses: boolean }
  | ({ readonly command: 'plan' } & PlanRequest)
  | ({ readonly command: 'estimate' } & EstimateRequest)
  | { readonly command: 'held'; readonly json: boolean; readonly showAddresses: boolean }
  | { readonly command: 'release'; readonly mailbox: string | undefined }
  | ({ readonly command: 'retry' } & RetryRequest)
  | ({ readonly command: 'force-stop' } & ForceStopRequest)
  | ({ readonly command: 'doctor' } & DoctorRequest)
  /** Everything was said already: help, version or a usage error. */
  | { readonly command: 'done'; readonly exitCode: number };

/** What a dry run is asked for. */
export interface PlanRequest {
  readonly mode: SyncMode | undefined;
  readonly json: boolean;
  readonly showAddresses: boolean;
  /** So many documents are written into `into`, to be looked at. */
  readonly preview: number;
  readonly into: string;
}

/** What an estimate assumes beside the list of mailboxes. */
export interface EstimateRequest extends Omit<Demand, 'mailboxes' | 'syncIntervalHours'> {
  readonly json: boolean;
}

/** Which failures to try again; without a member, all. */
export interface RetryRequest {
  /** A mailbox of the list, whichever worker's. */
  readonly mailbox?: string;
  /** Cause code, as `worker failures` shows it. */
  readonly code?: string;
  readonly json: boolean;
}

/** What is looked at, and how it is shown. */
export interface DoctorRequest {
  /** Add fields that the index lacks. */
  readonly fix: boolean;
  readonly json: boolean;
  readonly showAddresses: boolean;
  /** Look at this mailbox of the list alone, not at all of them. */
  readonly mailbox?: string;
}

/** How the shared sync job is to be stopped. */
export interface ForceStopRequest {
  /** Only look. */
  readonly dryRun: boolean;
  /** Ask nobody. */
  readonly yes: boolean;
  /** Although workers are at work. */
  readonly evenIfUsed: boolean;
}

/** Exit codes of the worker. */
export const exitCodes = { complete: 0, incomplete: 1, usage: 2, stopped: 3 } as const;

const help = `
Settings come from environment variables and Parameter Store; docs/reference/configuration.md lists them all.

Exit codes with --once: 0 the run was complete; 1 it was not, or failed; 2 wrong usage or settings; 3 it was stopped by a
signal before it was complete. Without --once: 0 stopped in order; 1 failed; 2 wrong usage or settings.`;

/** Reads the arguments. Prints help, version and usage errors itself. */
export function readArguments(args: readonly string[], version: string): CliRequest {
  let request: CliRequest = { command: 'done', exitCode: exitCodes.complete };
  const program = new Command('worker')
    .description('Brings mailboxes of Exchange into an Amazon Q Business index: at once, and then again and again.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(worker --help shows what is possible)')
    .addHelpText('after', help)
    .argument('[mode]', '"delta" reads what changed, "full" reads everything again; overrides SYNC_MODE', oneMode)
    .option('--once', 'sync once and exit, instead of again every SYNC_INTERVAL_HOURS', false)
    .addOption(new Option('--force-stop', 'the same as the command force-stop').default(false).hideHelp())
    .action((mode: SyncMode | undefined, { once, forceStop }: { once: boolean; forceStop: boolean }) => {
      if (forceStop) request = { command: 'force-stop', dryRun: false, yes: false, evenIfUsed: false };
      else request = mode === undefined ? { command: 'sync', once } : { command: 'sync', once, mode };
    });
  const take = (wanted: CliRequest): void => {
    request = wanted;
  };
  addCommands(program, take);
  addDoctor(program, take);
  try {
    program.parse(args, { from: 'user' });
    return request;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return { command: 'done', exitCode: thrown.exitCode === 0 ? exitCodes.complete : exitCodes.usage };
  }
}

function addCommands(program: Command, take: (request: CliRequest) => void): void {
  program
    .command('failures')
    .description("list the messages of this worker's mailboxes that are not in the index as they should be, and why")
    .option('--json', 'print one JSON object', false)
    .option('--show-addresses', 'print addresses in full', false)
    .action((options: { json: boolean; showAddresses: boolean }) => take({ command: 'failures', ...options }));
  program
    .command('plan')
    .description(
      'a dry run: what a run would add, change, delete, hold and leave out; puts, deletes and remembers nothing',
    )
    .argument('[mode]', '"delta" or "full"; overrides SYNC_MODE', oneMode)
    .option('--json', 'print one JSON object', false)
    .option('--show-addresses', 'print addresses in full', false)
    .option('--preview <n>', 'write so many documents into a folder, to be looked at', count, 0)
    .option('--into <folder>', 'the folder of --preview', 'preview')
    .option(
      '--estimate',
      'instead, work out on paper what the list of mailboxes needs and costs; asks no service',
      false,
    )
    .option('--messages <n>', 'of --estimate: messages in a mailbox', count, ordinaryDemand.messagesPerMailbox)
    .option('--changes <n>', 'of --estimate: changes a day in a mailbox', count, ordinaryDemand.changesPerDay)
    .option('--index-rate <n>', 'of --estimate: documents a second', amount, ordinaryDemand.indexDocumentsPerSecond)
    .option('--unit-price <dollars>', 'of --estimate: a unit of index for an hour', amount, ordinaryDemand.unitPrice)
    .option('--workers <n>', 'of --estimate: workers; as many as are worth having without it', workers)
    .action((mode: SyncMode | undefined, options: PlanOptions) => take(planned(mode, options)));
  program
    .command('held')
    .description('list deletions that go beyond DELETION_SAFEGUARD_PERCENT and wait for an operator, of all mailboxes')
    .option('--json', 'print one JSON object', false)
    .option('--show-addresses', 'print addresses in full', false)
    .action((options: { json: boolean; showAddresses: boolean }) => take({ command: 'held', ...options }));
  program
    .command('release')
    .description('allow the deletions that are held; the next run does them')
    .argument('[mailbox]', 'address of one mailbox; all of them without it')
    .action((mailbox: string | undefined) => take({ command: 'release', mailbox: mailbox?.trim().toLowerCase() }));
  program
    .command('retry')
    .description(
      "have messages of this worker's mailboxes that failed tried again in the next run, also those given up",
    )
    .option('--mailbox <address>', 'those of one mailbox of the list alone')
    .option('--code <code>', 'those with this cause alone, for example ErrorCorruptData')
    .option('--json', 'print one JSON object', false)
    .action((options: RetryRequest) => take({ command: 'retry', ...options }));
  program
    .command('force-stop')
    .description('show the sync job that the workers of the data source share, and stop it after asking if it is stuck')
    .option('--dry-run', 'only show it', false)
    .option('--yes', 'do not ask', false)
    .option('--even-if-used', 'stop it although workers are using it: they start another one', false)
    .action((options: ForceStopRequest) => take({ command: 'force-stop', ...options }));
}

/** The options of `plan`, of which an estimate takes some and a dry run the others. */
interface PlanOptions extends Omit<PlanRequest, 'mode'> {
  readonly estimate: boolean;
  readonly messages: number;
  readonly changes: number;
  readonly indexRate: number;
  readonly unitPrice: number;
  readonly workers?: number;
}

function planned(mode: SyncMode | undefined, options: PlanOptions): CliRequest {
  const { json, showAddresses, preview, into } = options;
  if (!options.estimate) return { command: 'plan', mode, json, showAddresses, preview, into };
  return {
    command: 'estimate',
    json,
    messagesPerMailbox: options.messages,
    changesPerDay: options.changes,
    indexDocumentsPerSecond: options.indexRate,
    unitPrice: options.unitPrice,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
  };
}

function addDoctor(program: Command, take: (request: CliRequest) => void): void {
  program
    .command('doctor')
    .description(
      'look at everything that a worker needs, and say what is wrong and what to do; changes nothing without --fix',
    )
    .option('--fix', 'add the fields that the index lacks', false)
    .option('--json', 'print one JSON object', false)
    .option('--show-addresses', 'print addresses in full', false)
    .option('--mailbox <address>', 'look at one mailbox of the list alone', (given) => given.trim().toLowerCase())
    .addHelpText('after', '\nExit codes: 0 nothing failed; 1 something did; 2 the settings are wrong.')
    .action((options: DoctorRequest) => take({ command: 'doctor', ...options }));
}

/** Scripts that started the original call the modes `delta_sync` and `full_sync`. */
function oneMode(given: string): SyncMode {
  const mode = given.toLowerCase().replace(/_sync$/, '');
  if (mode === 'delta' || mode === 'full') return mode;
  throw new CommanderError(exitCodes.usage, 'worker.mode', modeProblem(given));
}

function modeProblem(given: string): string {
  const message = `error: "${given}" is no mode; allowed are "delta" and "full"`;
  process.stderr.write(`${message}\n(worker --help shows what is possible)\n`);
  return message;
}

function count(given: string): number {
  if (/^\d{1,6}$/.test(given)) return Number(given);
  throw new InvalidArgumentError('Give a whole number from 0 to 999999.');
}

function amount(given: string): number {
  if (/^\d{1,6}(\.\d{1,6})?$/.test(given) && Number(given) > 0) return Number(given);
  throw new InvalidArgumentError('Give a number above 0, for example 20 or 0.264.');
}

function workers(given: string): number {
  if (/^[1-9]\d{0,2}$/.test(given)) return Number(given);
  throw new InvalidArgumentError('Give a whole number from 1 to 999.');
}
