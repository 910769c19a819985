import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Processes } from './processes.ts';

const python = 'python3';
const server = fileURLToPath(new URL('moto-server.py', import.meta.url));
const limitMs = 900_000;

/** moto, which stands for AWS. */
export interface Moto {
  readonly url: string;
  /** What SDKs, CDK and worker need to find it, and nobody's account. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it wrote: its own failures are there. */
  log(): string;
}

/** What is missing to start it, in a sentence; undefined when nothing is. */
export function whatMotoLacks(): string | undefined {
  const { error, status, stderr } = spawnSync(python, ['-c', 'import moto.server'], { encoding: 'utf8' });
  if (error !== undefined) return `${python} cannot be started`;
  return status === 0 ? undefined : `${python} has no moto (${stderr.trim().split('\n').at(-1)})`;
}

export async function startMoto(processes: Processes, home: string): Promise<Moto> {
  const { PATH = '' } = process.env;
  const started = processes.start({
    name: 'moto',
    command: python,
    args: [server],
    environment: { PATH, HOME: process.env['HOME'] ?? home, PYTHONWARNINGS: 'ignore' },
    limitMs,
  });
  const port = await started.line((line) => /^\d+$/.test(line));
  // By this name alone: moto takes another host of a template's address for the name of a bucket.
  const url = `http://localhost:${port}`;
  return { url, log: started.output, environment: { PATH, HOME: home, ...awsVariables, AWS_ENDPOINT_URL: url } };
}

/** Keys that mean nothing, and no other that could be found. */
const awsVariables = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'testing',
  AWS_SECRET_ACCESS_KEY: 'testing',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};
