import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type AuthKind, createWorld, type Sandbox, startSandbox } from '../src/index.ts';

let sandbox: Sandbox;

async function start(auth: AuthKind, mailboxes: readonly string[], staging = false): Promise<void> {
  sandbox = await startSandbox({ world: await createWorld({ seed: 1 }), auth, mailboxes, staging });
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

  it.each([true, false])('names the staging bucket only where it is wanted: %s', async (staging) => {
    await start('basic', ['a@contoso.example'], staging);
    const names = Object.keys(await parameters()).filter((name) => name.startsWith('staging-'));
    expect(names.sort()).toEqual(staging ? ['staging-bucket', 'staging-role-arn'] : []);
  });

  it('names the server on-premises of a hybrid organisation, which takes a service account alone', async () => {
    const world = await createWorld({ seed: 1 });
    sandbox = await startSandbox({ world, mailboxes: ['a@contoso.example'], onPremises: new Set() });
    await sandbox.writeParameters();
    const ewsUrl = sandbox.onPremises?.ewsUrl ?? '';
    expect(await parameters()).toMatchObject({ 'exchange-on-premises-ews-url': ewsUrl });
    const headers = { 'content-type': 'text/xml', authorization: 'Bearer x' };
    expect((await fetch(ewsUrl, { method: 'POST', headers, body: '<x/>' })).status).toBe(401);
  });

  it('names more mailboxes than a parameter holds in the environment', async () => {
    const many = Array.from({ length: 500 }, (_, i) => `mailbox-${i}@contoso.example`);
    await start('basic', many);
    expect(sandbox.environment()).toMatchObject({ EXCHANGE_PRIMARY_SMTP_ADDRESS: many.join(',') });
    expect(await parameters()).not.toHaveProperty('exchange-primary-smtp-address');
  });
});

describe('workers of the sandbox', () => {
  afterEach(() => sandbox.close());

  it.each([
    [undefined, undefined, undefined],
    ['ews', 'ews', undefined],
    ['graph', 'graph', 'false'],
    ['auto', 'auto', undefined],
  ] as const)('read through what is wanted: %s', async (api, name, archives) => {
    sandbox = await startSandbox({ world: await createWorld({ seed: 1 }), ...(api === undefined ? {} : { api }) });
    const environment = sandbox.environment();
    expect(environment['EXCHANGE_GRAPH_URL']).toBe(sandbox.graph.graphUrl);
    expect([environment['EXCHANGE_API'], environment['PROCESS_ARCHIVE_MAILBOX']]).toEqual([name, archives]);
  });
});

describe('every stand-in', () => {
  afterEach(() => sandbox.close());

  it('takes faults of its own alone, and names what there is', async () => {
    await start('secret', ['a@contoso.example']);
    const { exchange, graph, qbusiness, ssm, sts, dynamodb } = sandbox;
    const operations = [
      [exchange, 'GetItem', 'item-error'],
      [graph, 'MessagesDelta', 'returned-as-removed'],
      [qbusiness, 'BatchPutDocument', 'stop-job'],
      [ssm, 'GetParametersByPath', 'error'],
      [sts, 'GetWebIdentityToken', 'error'],
      [dynamodb, 'TransactWriteItems', 'conflict'],
    ] as const;
    for (const [standIn, operation, kind] of operations) {
      const post = async (fault: object) => {
        const sent = { method: 'POST', body: JSON.stringify(fault) };
        const response = await fetch(`${standIn.url}/__admin/faults`, sent);
        return [response.status, await response.text()];
      };
      const effect = { kind: 'hang' };
      expect(await post({ operation: 'Nope', effect })).toEqual([400, expect.stringContaining(`"${operation}"`)]);
      expect(await post({ effect: { kind: 'hnag' } })).toEqual([400, expect.stringContaining(kind)]);
      expect(await post({ effect: { kind: 'hang', ms: 1 } })).toEqual([400, expect.stringContaining('ms')]);
      expect(await post({ operation, effect })).toEqual([200, JSON.stringify([{ operation, effect }])]);
    }
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
