import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { figureOf } from '../report/figure.ts';
import { addressOf } from '../servers/world-spec.ts';
import { requireDocuments, syncCpuMs } from '../worker/run-facts.ts';
import { bySize, type Scenario } from './scenario.ts';
import { type Stage, serverCore, withServers, workerCore } from './with-servers.ts';

const run = promisify(execFile);
const reader = fileURLToPath(new URL('../peers/exchangelib_reader.py', import.meta.url));
/** Debian's, where python3-exchangelib is; a Python of one's own in the path has other packages. */
const python = '/usr/bin/python3';
const bodyBytes = 20_000;

/** The same mailbox through a Python reader. */
export const peer: Scenario = {
  name: 'peer',
  title: 'Against a reader in Python',
  measure: async (options) => {
    const messages = bySize(options, { smoke: 20, usual: 5_000, full: 5_000 });
    const settings = `${messages} messages with HTML bodies of 20 kB through EWS, each process on one core, without their starts. The reader of \`bench/peers\` asks for the same properties and posts the same documents through exchangelib, keeps no state, cleans nothing and fetches no attachments.`;
    const version = await exchangelibVersion();
    if (version === undefined) {
      return { settings, figures: [], skipped: `${python} has no exchangelib: apt-get install python3-exchangelib` };
    }
    const world = { seed: 1, mailboxes: 1, messages, bodyBytes };
    const runs = await withServers({ world, api: 'ews', prerendered: true }, serverCore, async (stage) => {
      options.say('peer: filling the memory of the servers');
      await stage.servers.ask('record');
      await workerCpu(stage, messages);
      const measured: { worker: number; peer: number }[] = [];
      for (let number = 1; number <= options.runs; number += 1) {
        options.say(`peer: run ${number} of ${options.runs}`);
        measured.push({ worker: await workerCpu(stage, messages), peer: await peerCpu(stage, messages) });
      }
      return measured;
    });
    return {
      settings: `${settings} exchangelib ${version}.`,
      figures: [
        figureOf(
          {
            name: "Messages per CPU second, as a multiple of the reader's",
            unit: 'times',
            goal: { least: 10 },
            because:
              'Python parses each answer and builds an object of each property; the worker also cleans HTML and keeps state, which the reader does not.',
          },
          runs.map(({ worker, peer: other }) => other / worker),
        ),
        figureOf(
          { name: 'CPU per message of the reader', unit: 'ms', because: 'Of this machine.' },
          runs.map(({ peer: other }) => other / messages),
        ),
        figureOf(
          { name: 'CPU per message of the worker', unit: 'ms', because: 'Of this machine; the sync alone.' },
          runs.map(({ worker }) => worker / messages),
        ),
      ],
    };
  },
};

async function exchangelibVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run(python, ['-c', 'import exchangelib; print(exchangelib.__version__)']);
    return stdout.trim();
  } catch {
    return undefined;
  }
}

async function workerCpu(stage: Stage, messages: number): Promise<number> {
  const finished = await stage.run({
    core: workerCore,
    environment: { EXCHANGE_PRIMARY_SMTP_ADDRESS: addressOf(0), PROCESS_ARCHIVE_MAILBOX: 'false' },
  });
  requireDocuments(finished, messages);
  return syncCpuMs(finished);
}

async function peerCpu({ servers }: Stage, messages: number): Promise<number> {
  const { url } = await servers.ask('peer');
  const index = (await servers.ask('environment'))['AWS_ENDPOINT_URL_QBUSINESS'] ?? '';
  const { stdout } = await run('taskset', ['-c', String(workerCore), python, reader, url, index, String(messages)]);
  return (JSON.parse(stdout) as { cpuMs: number }).cpuMs;
}
