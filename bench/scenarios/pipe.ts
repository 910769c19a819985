import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { MailApi } from '@connector/sandbox';
import { pinned } from '../processes/pinned.ts';
import { figureOf } from '../report/figure.ts';
import type { Figure } from '../report/report.ts';
import { addressOf } from '../servers/world-spec.ts';
import { lineOf, requireDocuments, syncCpuMs } from '../worker/run-facts.ts';
import type { WorkerRun } from '../worker/worker-run.ts';
import { apiNames, type BenchOptions, bySize, type Scenario } from './scenario.ts';
import { type Stage, serverCore, withServers, workerCore } from './with-servers.ts';

const nullConnector = fileURLToPath(new URL('../null-connector/main.ts', import.meta.url));
const bodyBytes = 20_000;

/** The whole worker against a loop that moves the same bytes. */
export const pipe: Scenario = {
  name: 'pipe',
  title: 'The whole worker against moving bytes',
  measure: async (options) => {
    const messages = bySize(options, { smoke: 20, usual: 6_000, full: 20_000 });
    const figures: Figure[] = [];
    for (const api of options.apis) figures.push(...(await measureApi(api, messages, options)));
    return {
      settings: `${messages} messages with HTML bodies of 20 kB through loopback HTTP, worker and servers on one core each, answers from memory. The null connector sends the worker's own requests to Exchange and to the index again and reads the answers, parses and builds nothing and keeps no state. CPU of the worker without its start: less that of a run over an empty mailbox.`,
      figures,
    };
  },
};

async function measureApi(api: MailApi, messages: number, options: BenchOptions): Promise<readonly Figure[]> {
  // The second mailbox is empty: what a run costs before the first message.
  const world = { seed: 1, mailboxes: 1, messages, bodyBytes };
  const empty = await withServers({ world: { ...world, messages: 0 }, api }, serverCore, (stage) =>
    times(options.runs, async () => (await runOver(stage)).cpuMs),
  );
  const start = Math.min(...empty);
  const folder = mkdtempSync(join(tmpdir(), 'connector-bench-'));
  try {
    return await withServers({ world, api, prerendered: true }, serverCore, async (stage) => {
      options.say(`pipe ${api}: filling the memory of the servers`);
      const file = join(folder, 'recording');
      await stage.servers.ask('record');
      requireDocuments(await runOver(stage), messages);
      await stage.servers.ask('save', { file });
      const runs: { worker: number; nothing: number; serverShare: number; alive: number }[] = [];
      for (let number = 1; number <= options.runs; number += 1) {
        options.say(`pipe ${api}: run ${number} of ${options.runs}`);
        const before = (await stage.servers.ask('counts')).cpuMs;
        const run = await runOver(stage);
        requireDocuments(run, messages);
        const serverMs = (await stage.servers.ask('counts')).cpuMs - before;
        const nothing = await runNullConnector(stage, { api, file });
        const worker = run.cpuMs - start;
        runs.push({
          worker: worker / messages,
          nothing: nothing / messages,
          serverShare: (100 * serverMs) / worker,
          alive: syncCpuMs(run) / messages,
        });
      }
      return figuresOf(api, runs);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runOver(stage: Stage): Promise<WorkerRun> {
  const run = await stage.run({
    core: workerCore,
    environment: { EXCHANGE_PRIMARY_SMTP_ADDRESS: addressOf(0), PROCESS_ARCHIVE_MAILBOX: 'false' },
  });
  lineOf(run, 'run finished');
  return run;
}

async function runNullConnector(
  { servers }: Stage,
  { api, file }: { readonly api: MailApi; readonly file: string },
): Promise<number> {
  const environment = await servers.ask('environment');
  const mail = new URL((api === 'ews' ? environment['EXCHANGE_EWS_URL'] : environment['EXCHANGE_GRAPH_URL']) ?? '');
  const args = ['--import', 'tsx', nullConnector, file, mail.origin, environment['AWS_ENDPOINT_URL_QBUSINESS'] ?? ''];
  const { stdout } = await promisify(execFile)(...pinned(workerCore, args));
  return (JSON.parse(stdout) as { cpuMs: number }).cpuMs;
}

function figuresOf(
  api: MailApi,
  runs: readonly { worker: number; nothing: number; serverShare: number; alive: number }[],
): readonly Figure[] {
  const name = apiNames[api];
  return [
    figureOf(
      {
        name: `${name}: CPU per message, as a multiple of the null connector's`,
        unit: 'times',
        goal: { most: 2.5 },
        because:
          'The null connector moves bytes and nothing else. The tokenizer for HTML alone, and the AWS SDK writing and signing requests alone, take about as much as all of it; reading answers, building documents and state come on top.',
      },
      runs.map(({ worker, nothing }) => worker / nothing),
    ),
    figureOf(
      {
        name: `${name}: CPU per message`,
        unit: 'ms',
        because: 'The worker without its start; of this machine, and no goal.',
      },
      runs.map(({ worker }) => worker),
    ),
    figureOf(
      {
        name: `${name}: CPU per message while the sync went on`,
        unit: 'ms',
        because: 'The same by samples between the start and the end of the run.',
      },
      runs.map(({ alive }) => alive),
    ),
    figureOf(
      {
        name: `${name}: CPU per message of the null connector`,
        unit: 'ms',
        because: 'Sockets and copies; of this machine.',
      },
      runs.map(({ nothing }) => nothing),
    ),
    figureOf(
      {
        name: `${name}: CPU of the servers`,
        unit: "% of the worker's",
        because: 'On the other core and in no other figure: shows that the servers keep up.',
      },
      runs.map(({ serverShare }) => serverShare),
    ),
  ];
}

async function times<T>(count: number, act: () => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (let number = 0; number < count; number += 1) results.push(await act());
  return results;
}
