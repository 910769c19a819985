import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SsmStandIn, startSsm } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const bin = fileURLToPath(new URL('../../bin/setup-parameters.ts', import.meta.url));
const minute = 60_000;
const id = (letter: string) => letter.repeat(36);

let ssm: SsmStandIn;
let folder: string;
beforeEach(async () => {
  ssm = await startSsm();
  folder = mkdtempSync(join(tmpdir(), 'connector-setup-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await ssm.close();
});

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['--no-warnings', '--import', 'tsx', bin, ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      AWS_ACCESS_KEY_ID: 'sandbox',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: join(folder, 'none'),
      AWS_ENDPOINT_URL_SSM: ssm.url,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  return new Promise<{ exitCode: number | null; output: string }>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, output }));
  });
}

describe('pnpm setup-parameters', () => {
  it(
    'writes the parameters of a file',
    async () => {
      const file = join(folder, 'config.json');
      const exchange = { client_id: 'c', tenant_id: 't.com', credential: 'federated', primary_smtp_address: 'a@t.com' };
      const qbusiness = { application_id: id('a'), index_id: id('b'), datasource_id: id('c') };
      writeFileSync(file, JSON.stringify({ exchange, qbusiness }));
      const args = ['--environment', 'prod', '--region', 'us-east-1', '--config-file', file];
      expect(await run([...args, '--dry-run'])).toMatchObject({
        exitCode: 0,
        output: expect.stringContaining('A dry run'),
      });
      expect(ssm.calls.counts()).not.toHaveProperty('PutParameter');
      const { exitCode, output } = await run([...args, '--yes']);
      expect(output).toContain('7 written and read back');
      expect(output).toContain('/exchange-connector/prod in us-east-1');
      expect(exitCode).toBe(0);
      expect(
        await run(['--config-file', file, '--yes'], { ENVIRONMENT: 'prod', AWS_REGION: 'us-east-1' }),
      ).toMatchObject({
        exitCode: 0,
        output: expect.stringContaining('Everything stands there already'),
      });
    },
    minute,
  );

  it.each<[string, readonly string[], RegExp]>([
    ['nobody to ask and no file', ['--region', 'us-east-1'], /^Nobody can be asked here\. Give --config-file/],
    ['an unknown option', ['--enviroment', 'x'], /^error: unknown option '--enviroment'/],
    [
      'no region',
      ['--config-file', fileURLToPath(new URL('../../../../config.sample.json', import.meta.url))],
      /Give --region/,
    ],
  ])('with %s says so in a sentence, with exit code 2', async (_, args, expected) => {
    const { exitCode, output } = await run(args);
    expect(output).toMatch(expected);
    expect(output).not.toMatch(/\n\s+at /);
    expect(exitCode).toBe(2);
  });
});
