import type { MailApi } from '@connector/sandbox';
import { figureOf } from '../report/figure.ts';
import type { Figure } from '../report/report.ts';
import { addressOf } from '../servers/world-spec.ts';
import { lineOf, requireDocuments, syncMs, timeOf } from '../worker/run-facts.ts';
import type { WorkerRun } from '../worker/worker-run.ts';
import { apiNames, type BenchOptions, bySize, type Scenario } from './scenario.ts';
import { type Stage, withServers } from './with-servers.ts';

const distance = { exchangeMs: 150, putMs: 80, throttleShare: 0.02 };

/** The rate with the delays of the real services, and how it grows with workers and mailboxes. */
export const latency: Scenario = {
  name: 'latency',
  title: 'Real latency',
  measure: async (options) => {
    const sizes = bySize(options, { smoke: smokeSizes, usual: usualSizes, full: { ...usualSizes, messages: 2_000 } });
    const figures: Figure[] = [];
    for (const api of options.apis) figures.push(...(await measureApi(api, sizes, options)));
    return {
      settings: `${sizes.messages} messages of one or two kB in each mailbox, ${sizes.crowd.messages} where there are ${sizes.crowd.mailboxes}; each call to Exchange takes 150 ms and each put 80 ms, 2 % of both are throttled with a second to wait; all in the stand-ins. One run of each kind: it waits most of the time.`,
      figures,
    };
  },
};

interface Sizes {
  readonly messages: number;
  readonly workers: readonly number[];
  readonly mailboxes: readonly number[];
  /** More mailboxes than a worker reads at a time, with fewer messages each. */
  readonly crowd: { readonly mailboxes: number; readonly messages: number };
}

const smokeSizes: Sizes = { messages: 20, workers: [2], mailboxes: [2], crowd: { mailboxes: 3, messages: 10 } };
const usualSizes: Sizes = {
  messages: 600,
  workers: [2, 4, 8],
  mailboxes: [4, 16],
  crowd: { mailboxes: 100, messages: 200 },
};
/** The most that the setting allows. */
const mostAtATime = 64;

const ewsWaits =
  'Four calls of ten messages are under way while others are put; a throttle holds up all of the mailbox for more than a second. The start, and three empty folders, count.';
const graphWaits =
  'Two lists of twenty messages are under way while others are put, and plain texts, which half of these are, take a second one. The start, and three empty folders, count.';

async function measureApi(api: MailApi, sizes: Sizes, options: BenchOptions): Promise<readonly Figure[]> {
  const { messages, workers, mailboxes, crowd } = sizes;
  const name = apiNames[api];
  const world = { seed: 1, mailboxes: Math.max(...workers, ...mailboxes), messages };
  const figures: Figure[] = [];
  const one = await withServers({ world, api, sink: false, ...distance }, undefined, async (stage) => {
    options.say(`latency ${api}: one mailbox`);
    const rate = await rateOf(stage, { messages, workers: 1, mailboxes: 1 });
    figures.push(oneMailbox(api, rate));
    for (const count of workers) {
      options.say(`latency ${api}: ${count} workers`);
      const all = await rateOf(stage, { messages, workers: count, mailboxes: count });
      figures.push(efficiency(`${name}: ${count} workers with a mailbox each`, all / (count * rate), 'workers'));
    }
    for (const count of mailboxes) {
      options.say(`latency ${api}: ${count} mailboxes`);
      const all = await rateOf(stage, { messages, workers: 1, mailboxes: count });
      figures.push(
        efficiency(`${name}: one worker with ${count} mailboxes at a time`, all / (count * rate), 'mailboxes'),
      );
    }
    return rate;
  });
  options.say(`latency ${api}: ${crowd.mailboxes} mailboxes`);
  const all = await withServers({ world: { seed: 1, ...crowd }, api, sink: false, ...distance }, undefined, (stage) =>
    rateOf(stage, { ...crowd, workers: 1 }),
  );
  // Those that are read last are fewer than could be read at a time.
  const rounds = Math.ceil(crowd.mailboxes / mostAtATime);
  const many = `${name}: one worker with ${crowd.mailboxes} mailboxes, in ${rounds} rounds`;
  return [...figures, efficiency(many, (all * rounds) / (crowd.mailboxes * one), 'mailboxes')];
}

function oneMailbox(api: MailApi, rate: number): Figure {
  return figureOf(
    {
      name: `${apiNames[api]}: one mailbox`,
      unit: 'messages/s',
      goal: { least: 25 },
      because: api === 'graph' ? graphWaits : ewsWaits,
    },
    [rate],
  );
}

function efficiency(name: string, share: number, of: 'workers' | 'mailboxes'): Figure {
  const because =
    of === 'workers'
      ? 'Workers share the sync job alone. The slowest of them counts, and throttles of a second come to each at random; here they and the servers share the cores of this machine too.'
      : 'All of them share the puts of the worker: 16 are in flight at the most, half as many after each throttle, and one that is throttled keeps its place for the second that it waits. The sync thread is not the limit before a whole core (see the pipe).';
  return figureOf({ name: `${name}, share of so many times one`, unit: '%', goal: { least: 90 }, because }, [
    100 * share,
  ]);
}

/** Messages per second of all workers together, from the first that begins to the last that ends. */
async function rateOf(
  { run }: Stage,
  { messages, workers, mailboxes }: { messages: number; workers: number; mailboxes: number },
): Promise<number> {
  const addresses = Array.from({ length: mailboxes }, (_, number) => addressOf(number)).join(',');
  const state = `latency-${workers}-${mailboxes}`;
  const runs = await Promise.all(
    Array.from({ length: workers }, (_, index) =>
      run({
        state,
        environment: {
          EXCHANGE_PRIMARY_SMTP_ADDRESS: addresses,
          PROCESS_ARCHIVE_MAILBOX: 'false',
          CONTAINER_INDEX: String(index),
          TOTAL_CONTAINERS: String(workers),
          MAX_WORKER_THREADS: String(Math.min(mostAtATime, mailboxes)),
        },
      }),
    ),
  );
  for (const each of runs) requireDocuments(each, (messages * mailboxes) / workers);
  return (messages * mailboxes * 1000) / elapsed(runs);
}

function elapsed(runs: readonly WorkerRun[]): number {
  const [only] = runs;
  if (runs.length === 1 && only !== undefined) return syncMs(only);
  const begun = Math.min(...runs.map((run) => timeOf(lineOf(run, 'run started'))));
  return Math.max(...runs.map((run) => timeOf(lineOf(run, 'run finished')))) - begun;
}
