import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, createWorld, populate, type Sandbox, type SandboxOptions, startSandbox } from '@connector/sandbox';
import { expect } from '@jest/globals';
import { type Chance, chanceOf, testSeed } from './deep-seed.ts';
import { type DeepWorker, type DeepWorkerOptions, startDeepWorker } from './deep-worker.ts';
import { type IndexRecord, recordIndex } from './index-record.ts';
import { recordedBodies } from './recorded-bodies.ts';

/** Mailboxes behind all stand-ins, and the real workers that sync them. */
export interface DeepWorld {
  readonly sandbox: Sandbox;
  readonly chance: Chance;
  /** What was done to the index. */
  readonly index: IndexRecord;
  start(options?: DeepWorkerOptions): DeepWorker;
  /** Waits for work, but not for ever. @throws Error that says what did not happen */
  within<T>(what: string, work: Promise<T>): Promise<T>;
  /** Runs so many workers at once until they end; their exit codes. */
  run(total: number, options?: Omit<DeepWorkerOptions, 'index' | 'total'>): Promise<readonly (number | null)[]>;
}

export interface DeepWorldOptions {
  /** Tells several worlds of one test file apart. */
  readonly number?: number;
  /** The same chance each time; without it that of `testSeed`. */
  readonly seed?: number;
  readonly mailboxes: number;
  /** Messages of each mailbox. */
  readonly messages: number;
  /** Some mailboxes have an archive, as without it. */
  readonly archives?: boolean;
  readonly sandbox?: Omit<SandboxOptions, 'world'>;
}

/** Longer than anything takes that ends at all: calls that hang are given up after 75 seconds, and one may follow another. */
const patienceMs = 300_000;
const workersShown = 6;
const linesShown = 10;

/**
 * Makes a world, lets a test do with it what it likes, and cleans up. What goes wrong is told with the seed and the last
 * lines of the workers.
 */
export async function inDeepWorld(options: DeepWorldOptions, test: (world: DeepWorld) => Promise<void>): Promise<void> {
  const { seed = testSeed, number = 0 } = options;
  const chance = chanceOf(seed + number);
  const name = expect.getState().currentTestName ?? '';
  if (options.seed === undefined) process.stderr.write(`TEST_SEED=${seed}: ${name}\n`);
  const world = await createWorld({ seed: chance.seed });
  populate(world, options);
  const sandbox = await startSandbox({
    api: 'ews',
    ...options.sandbox,
    world,
    exchange: { ...recordedBodies(), ...options.sandbox?.exchange },
  });
  const workers: DeepWorker[] = [];
  try {
    await sandbox.writeParameters();
    await test(deepWorld({ sandbox, chance, workers }));
  } catch (thrown) {
    throw new Error(story(thrown, replayOf(options.seed, name), workers), { cause: thrown });
  } finally {
    for (const worker of workers) worker.signal('SIGKILL');
    await Promise.all(workers.map(({ ended }) => ended));
    await sandbox.close();
  }
}

interface Parts {
  readonly sandbox: Sandbox;
  readonly chance: Chance;
  readonly workers: DeepWorker[];
}

function deepWorld({ sandbox, chance, workers }: Parts): DeepWorld {
  const start = (options: DeepWorkerOptions = {}): DeepWorker => {
    const worker = startDeepWorker(sandbox.environment(), options);
    workers.push(worker);
    return worker;
  };
  return {
    sandbox,
    chance,
    index: recordIndex(sandbox.qbusiness.documents),
    start,
    within,
    run: (total, options = {}) =>
      Promise.all(
        Array.from({ length: total }, (_, index) => {
          const worker = start({ ...options, index, total });
          return within(`the end of ${worker.name}`, worker.ended);
        }),
      ),
  };
}

async function within<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${patienceMs / 1000} seconds`)), patienceMs);
  });
  try {
    return await Promise.race([work, overdue]);
  } finally {
    clearTimeout(timer);
  }
}

/** The command that runs a test again with the same chance. */
function replayOf(seed: number | undefined, name: string): string {
  return seed === undefined ? `TEST_SEED=${testSeed} pnpm test:deep -t "${name}"` : `pnpm test -t "${name}"`;
}

/** What a person needs who looks for the fault. */
function story(thrown: unknown, command: string, workers: readonly DeepWorker[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'connector-deep-'));
  workers.forEach((worker, number) => {
    writeFileSync(join(folder, `${number} ${worker.name}.log`), worker.output());
  });
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const replay = `Replay with ${command}. All logs are in ${folder}; their ends:`;
  return [message, replay, ...workers.slice(-workersShown).map(lastLines)].join('\n\n');
}

function lastLines({ name, output }: DeepWorker): string {
  const lines = output().trimEnd().split('\n');
  const told = lines.filter((line) => !line.includes('"level":"debug"'));
  return [`--- ${name}`, ...told.slice(-linesShown), '...', ...lines.slice(-linesShown / 2)].join('\n');
}

/** Every message and attachment that should be there is, as it should be; nothing else is, and nobody sees too much. */
export async function expectIndexEqualsMailboxes({ sandbox }: Pick<DeepWorld, 'sandbox'>): Promise<void> {
  const { messages, missing, extra, leaked, failedInIndex } = await compare(sandbox, []);
  expect(messages).toBeGreaterThan(0);
  expect({ missing, extra, leaked, failedInIndex }).toEqual({ missing: [], extra: [], leaked: [], failedInIndex: {} });
}

/** No sync job is left running: it would refuse the next start. */
export function expectNoJobLeft({ sandbox: { qbusiness } }: Pick<DeepWorld, 'sandbox'>): void {
  expect(qbusiness.jobs.all().map(qbusiness.jobs.statusOf)).not.toContain('SYNCING');
}
