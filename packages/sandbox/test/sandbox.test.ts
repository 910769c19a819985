import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type AuthKind, createWorld, type Sandbox, startSandbox } from '../src/index.ts';

let sandbox: Sandbox;

async function start(auth: AuthKind, mailboxes: readonly string[]): Promise<void> {
  sandbox = await startSandbox({ world: await createWorld({ seed: 1 }), auth, mailboxes });
  await sandbox.writeParameters();
}

async function parameters(): Promise<Readonly<Record<string, string>>> {
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  const client = new SSMClient({ endpoint: sandbox.ssm.url, region: 'us-east-1', credentials });
  const Path = '/exchange-connector/sandbox';
  const found: Record<string, string> = {};
  let NextToken: string | undefined;
  do {
    const page = await client.send(new GetParametersByPathCommand({ Path, WithDecryption: true, NextToken }));
    for (const { Name = '', Value = '' } of page.Parameters ?? []) found[Name.slice(Path.length + 1)] = Value;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  client.destroy();
  return found;
}

describe('the sandbox', () => {
  afterEach(() => sandbox.close());

  it.each<[AuthKind, readonly string[], readonly string[]]>([
    ['secret', ['exchange-client-secret'], ['exchange-certificate', 'exchange-auth']],
    ['certificate', ['exchange-certificate', 'exchange-private-key'], ['exchange-client-secret', 'exchange-auth']],
    [
      'federated',
      ['exchange-client-id', 'exchange-credential'],
      ['exchange-client-secret', 'exchange-certificate', 'exchange-private-key'],
    ],
    ['basic', ['exchange-auth', 'exchange-username', 'exchange-password'], ['exchange-client-id']],
  ])('writes the parameters of workers that sign in by %s', async (auth, there, absent) => {
    await start(auth, ['a@contoso.example']);
    const names = Object.keys(await parameters());
    expect(names).toEqual(expect.arrayContaining([...there, 'exchange-ews-url', 'exchange-primary-smtp-address']));
    expect(names.filter((name) => absent.includes(name))).toEqual([]);
  });

  it('names more mailboxes than a parameter holds in the environment', async () => {
    const many = Array.from({ length: 500 }, (_, i) => `mailbox-${i}@contoso.example`);
    await start('basic', many);
    expect(sandbox.environment()).toMatchObject({ EXCHANGE_PRIMARY_SMTP_ADDRESS: many.join(',') });
    expect(await parameters()).not.toHaveProperty('exchange-primary-smtp-address');
  });
});

describe('the command line', () => {
  const bin = fileURLToPath(new URL('../bin/sandbox.ts', import.meta.url));

  it('refuses a number that makes no sense in one sentence, with exit code 2', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--no-warnings', '--import', 'tsx', bin, '--mailboxes', '0'],
      {
        encoding: 'utf8',
      },
    );
    expect(status).toBe(2);
    expect(stderr).toBe(
      "error: option '--mailboxes <n>' argument '0' is invalid. Give a whole number of at least 1.\n",
    );
  });
});
