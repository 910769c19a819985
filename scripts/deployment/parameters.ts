import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paginateGetParametersByPath, SSMClient } from '@aws-sdk/client-ssm';
import type { Sandbox } from '@connector/sandbox';
import type { Processes } from './processes.ts';

const limitMs = 60_000;

export interface SetupOptions {
  readonly processes: Processes;
  readonly sandbox: Sandbox;
  /** Where Parameter Store is found. */
  readonly environment: Readonly<Record<string, string>>;
  /** For the configuration file, which holds secrets of the sandbox. */
  readonly folder: string;
  /** Name of the environment that is set up. */
  readonly name: string;
}

/** Has `pnpm setup-parameters` write what leads to the sandbox, from a configuration file, with nobody to ask. */
export async function setUpParameters({ processes, sandbox, environment, folder, name }: SetupOptions): Promise<void> {
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify(await parametersOf(sandbox)), { mode: 0o600 });
  await processes.run({
    name: 'setup-parameters',
    command: process.execPath,
    args: [
      ...['--import', 'tsx', 'packages/infra/bin/setup-parameters.ts'],
      ...['--environment', name, '--config-file', file, '--yes'],
    ],
    environment,
    limitMs,
  });
}

/** As the sandbox writes them for its own workers, by name without the prefix. */
async function parametersOf(sandbox: Sandbox): Promise<Record<string, string>> {
  await sandbox.writeParameters();
  const client = new SSMClient({
    endpoint: sandbox.ssm.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  });
  const found: Record<string, string> = {};
  const request = { Path: '/', Recursive: true, WithDecryption: true };
  for await (const { Parameters = [] } of paginateGetParametersByPath({ client }, request)) {
    for (const { Name = '', Value = '' } of Parameters) found[Name.slice(Name.lastIndexOf('/') + 1)] = Value;
  }
  client.destroy();
  return found;
}
