import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MailApi } from '@connector/sandbox';
import { figureOf } from '../report/figure.ts';
import type { Figure } from '../report/report.ts';
import { addressOf } from '../servers/world-spec.ts';
import { lineOf, timeOf } from '../worker/run-facts.ts';
import type { WorkerRun } from '../worker/worker-run.ts';
import { apiNames, type BenchOptions, type Scenario } from './scenario.ts';
import { type Stage, withServers } from './with-servers.ts';

const dist = fileURLToPath(new URL('../../packages/worker/dist/', import.meta.url));
const megabyte = 1024 * 1024;

/** From the start of the process to its first document, and what it is when it has nothing to do. */
export const start: Scenario = {
  name: 'start',
  title: 'Start',
  measure: async (options) => {
    const figures: Figure[] = [];
    for (const api of options.apis) figures.push(...(await measureApi(api, options)));
    return {
      settings: 'one mailbox with one message; the bundle is the same for both.',
      figures: [...figures, bundleSize()],
    };
  },
};

async function measureApi(api: MailApi, { runs, say }: BenchOptions): Promise<readonly Figure[]> {
  return withServers({ world: { seed: 1, mailboxes: 1, messages: 1 }, api }, undefined, async (stage) => {
    const started: WorkerRun[] = [];
    const idle: number[] = [];
    for (let number = 1; number <= runs; number += 1) {
      say(`start ${api}: run ${number} of ${runs}`);
      started.push(await stage.run({ environment: environment() }));
      idle.push(await idleMemory(stage));
    }
    return figuresOf(api, started, idle);
  });
}

function environment(): Readonly<Record<string, string>> {
  return { EXCHANGE_PRIMARY_SMTP_ADDRESS: addressOf(0), PROCESS_ARCHIVE_MAILBOX: 'false' };
}

/** Memory of a worker that waits for its next run, in MB, after its first one. */
async function idleMemory({ run }: Stage): Promise<number> {
  const waiting = await run({
    args: [],
    environment: environment(),
    onLine: ({ message }, worker) => {
      if (message === 'next run') setTimeout(() => worker.signal('SIGTERM'), 3_000);
    },
  });
  const resting = waiting.samples.filter(({ at }) => at > timeOf(lineOf(waiting, 'next run')));
  return Math.min(...resting.map(({ rss }) => rss)) / megabyte;
}

function figuresOf(api: MailApi, runs: readonly WorkerRun[], idle: readonly number[]): readonly Figure[] {
  const name = apiNames[api];
  const until = (message: string) => runs.map((run) => timeOf(lineOf(run, message)) - run.startedAt);
  return [
    figureOf(
      {
        name: `${name}: process start to \`/health\``,
        unit: 'ms',
        because: 'Reading what the command needs of the bundle, and the settings; of this machine.',
      },
      until('worker started'),
    ),
    figureOf(
      {
        name: `${name}: process start to the end of a run of one message`,
        unit: 'ms',
        because: 'The sync thread reads the SDKs; then a token, the table and the job; of this machine.',
      },
      until('run finished'),
    ),
    figureOf(
      { name: `${name}: CPU of a run of one message`, unit: 'ms', because: 'Mostly compiling the bundle.' },
      runs.map(({ cpuMs }) => cpuMs),
    ),
    figureOf(
      {
        name: `${name}: memory of a worker that waits for its next run`,
        unit: 'MB',
        goal: { most: 120 },
        because: 'Resident, after a first run: the main thread alone, as the sync thread ends with its run.',
      },
      idle,
    ),
  ];
}

function bundleSize(): Figure {
  return figureOf(
    {
      name: 'Size of the bundle',
      unit: 'MB',
      because: 'SDKs of AWS and the EWS library; without source maps. The main thread loads a fifth of it.',
    },
    [bundleBytes() / megabyte],
  );
}

/** Of the entry files and all chunks that they lead to: the folder keeps those of earlier builds. */
function bundleBytes(): number {
  const names = new Set(['main.mjs', 'sync-thread.mjs']);
  let bytes = 0;
  // A set is walked in the order in which it grows.
  for (const name of names) {
    const text = readFileSync(join(dist, name), 'utf8');
    bytes += Buffer.byteLength(text);
    for (const [chunk] of text.matchAll(/chunk-[A-Z0-9]{8}\.mjs(?=["'])/g)) names.add(chunk);
  }
  return bytes;
}
