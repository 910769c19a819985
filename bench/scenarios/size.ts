import type { MailApi } from '@connector/sandbox';
import { figureOf } from '../report/figure.ts';
import type { Figure } from '../report/report.ts';
import { addressOf } from '../servers/world-spec.ts';
import {
  endsTheReading,
  longestDelayMs,
  requireDocuments,
  samplesWhileSyncing,
  syncCpuMs,
} from '../worker/run-facts.ts';
import { type Sample, startWorker, type WorkerRun } from '../worker/worker-run.ts';
import { apiNames, bySize, type Scenario } from './scenario.ts';
import { withServers } from './with-servers.ts';

const megabyte = 1024 * 1024;
/** Messages from which on the start is no tenth of the run any more. */
const longEnough = 5_000;

/** What the worker holds, and what a message takes, while mailboxes grow. */
export const size: Scenario = {
  name: 'size',
  title: 'Size of a mailbox',
  measure: async (options) => {
    const sizes = bySize(options, {
      smoke: [20, 40],
      usual: [1_000, 10_000],
      full: [1_000, 10_000, 100_000, 1_000_000],
    });
    const figures: Figure[] = [];
    for (const api of options.apis) {
      const runs: { messages: number; run: WorkerRun }[] = [];
      for (const messages of sizes) {
        options.say(`size ${api}: ${messages} messages`);
        runs.push({ messages, run: await readMailbox(api, messages) });
      }
      figures.push(...runs.flatMap((each) => memoryFigures(api, each)), growth(api, runs), ...delays(api, runs));
    }
    return {
      settings:
        'all messages in one folder, rendered when they are asked for and held by nobody; one worker each, until it has read all of it. `--full` goes up to a million messages, which takes hours: Graph allows 10,000 requests to a mailbox in ten minutes.',
      figures,
    };
  },
};

/** As it is deployed, the worker goes on by itself: a large mailbox has spent its requests to Graph before a run is complete. */
function readMailbox(api: MailApi, messages: number): Promise<WorkerRun> {
  return withServers(
    { world: { seed: 1, mailboxes: 1, messages }, api, sink: true },
    undefined,
    async ({ environmentFor }) => {
      const mailbox = { EXCHANGE_PRIMARY_SMTP_ADDRESS: addressOf(0), PROCESS_ARCHIVE_MAILBOX: 'false' };
      const worker = startWorker({ environment: { ...environmentFor('size'), ...mailbox }, args: [] });
      await worker.line(endsTheReading);
      worker.signal('SIGTERM');
      const finished = await worker.ended;
      requireDocuments(finished, messages);
      return finished;
    },
  );
}

function memoryFigures(api: MailApi, { messages, run }: { messages: number; run: WorkerRun }): readonly Figure[] {
  const name = `${apiNames[api]}, ${messages.toLocaleString('en-US')} messages`;
  const samples = samplesWhileSyncing(run, 'main');
  return [
    figureOf(
      {
        name: `${name}: peak of the worker's memory`,
        unit: 'MB',
        goal: { most: 300 },
        because: 'Resident: the code of both threads, pages and messages in flight, and what V8 has not collected yet.',
      },
      [run.peakRss / megabyte],
    ),
    figureOf(
      {
        name: `${name}: memory in the last tenth against the first`,
        unit: 'times',
        ...(messages >= longEnough ? { goal: { most: 1.1 } } : {}),
        because:
          messages >= longEnough
            ? 'Means of all samples. Nothing that the engine holds grows with the mailbox.'
            : 'Too short for a goal: the first tenth is the start, when the heap is small.',
      },
      [mean(samples.slice(-tenth(samples))) / mean(samples.slice(0, tenth(samples)))],
    ),
  ];
}

function tenth({ length }: readonly Sample[]): number {
  return Math.max(1, Math.floor(length / 10));
}

function mean(samples: readonly Sample[]): number {
  return samples.reduce((sum, { rss }) => sum + rss, 0) / Math.max(1, samples.length);
}

/** CPU does not depend on what else runs, as elapsed time would. */
function growth(api: MailApi, runs: readonly { messages: number; run: WorkerRun }[]): Figure {
  const each = runs.map(({ messages, run }) => syncCpuMs(run) / messages);
  const [smallest = 1, largest = 1] = [each.at(-2), each.at(-1)];
  return figureOf(
    {
      name: `${apiNames[api]}: CPU per message of the largest against the next smaller`,
      unit: 'times',
      goal: { most: 1.1 },
      because: 'The smaller one is dearer for as long as the code is still being compiled.',
    },
    [largest / smallest],
  );
}

/** Of the first mailbox that is long enough: in hours everything on the machine has its worst moment once. */
function delays(api: MailApi, runs: readonly { messages: number; run: WorkerRun }[]): readonly Figure[] {
  const measured = runs.find(({ messages }) => messages >= longEnough) ?? runs.at(-1);
  if (measured === undefined) return [];
  const { messages, run } = measured;
  const name = `${apiNames[api]}, ${messages.toLocaleString('en-US')} messages`;
  return [
    figureOf(
      {
        name: `${name}: longest stop of the main thread's event loop`,
        unit: 'ms',
        goal: { most: 50 },
        because: 'It handles events alone. On a machine that does other work too, a thread also waits for its core.',
      },
      [longestDelayMs(run, 'main')],
    ),
    figureOf(
      {
        name: `${name}: longest stop of the sync thread's event loop`,
        unit: 'ms',
        goal: { most: 10_000 },
        because: 'Parsing an answer, or cleaning one body. A third of a lease is how long a renewal may be late.',
      },
      [longestDelayMs(run, 'sync')],
    ),
  ];
}
