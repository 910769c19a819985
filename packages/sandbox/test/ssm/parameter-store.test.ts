import {
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SsmStandIn, startSsm } from '../../src/index.ts';

let service: SsmStandIn;
let client: SSMClient;
beforeEach(async () => {
  service = await startSsm();
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  client = new SSMClient({ endpoint: service.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await service.close();
});

const put = (rest: Partial<PutParameterCommandInput>) =>
  client.send(new PutParameterCommand({ Name: '/a/b', Value: 'v', Type: 'String', ...rest }));

describe('PutParameter', () => {
  it.each<[string, Partial<PutParameterCommandInput>, string]>([
    ['4097 characters in the standard tier', { Value: 'x'.repeat(4097) }, 'ValidationException'],
    [
      '4097 characters in the named standard tier',
      { Value: 'x'.repeat(4097), Tier: 'Standard' },
      'ValidationException',
    ],
    ['8193 characters in the advanced tier', { Value: 'x'.repeat(8193), Tier: 'Advanced' }, 'ValidationException'],
    ['an empty value', { Value: '' }, 'ValidationException'],
    ['a new parameter without a type', { Type: undefined }, 'ValidationException'],
    ['a path without a leading slash', { Name: 'a/b' }, 'ValidationException'],
    ['an empty level', { Name: '/a//b' }, 'ValidationException'],
    ['a trailing slash', { Name: '/a/b/' }, 'ValidationException'],
    ['a space in the name', { Name: '/a b' }, 'ValidationException'],
    ['the prefix ssm', { Name: '/SSMthing/b' }, 'ValidationException'],
    ['the prefix aws', { Name: '/aws/b' }, 'AccessDeniedException'],
    ['16 levels', { Name: '/x'.repeat(16) }, 'HierarchyLevelLimitExceededException'],
    ['1012 characters of name', { Name: `/${'x'.repeat(1011)}` }, 'ValidationException'],
    ['a tier that there is not', { Tier: 'Premium' as 'Advanced' }, 'ValidationException'],
    ['tags with Overwrite', { Overwrite: true, Tags: [{ Key: 'k', Value: 'v' }] }, 'ValidationException'],
    ['a key for plain text', { KeyId: 'alias/mine' }, 'ValidationException'],
  ])('refuses %s', async (_, rest, name) => {
    await expect(put(rest)).rejects.toMatchObject({ name });
  });

  it.each<[string, Partial<PutParameterCommandInput>, string]>([
    ['4096 characters in the standard tier', { Value: 'x'.repeat(4096) }, 'Standard'],
    ['8192 characters in the advanced tier', { Value: 'x'.repeat(8192), Tier: 'Advanced' }, 'Advanced'],
    ['8192 characters with tiering', { Value: 'x'.repeat(8192), Tier: 'Intelligent-Tiering' }, 'Advanced'],
    ['few characters with tiering', { Tier: 'Intelligent-Tiering' }, 'Standard'],
    ['15 levels', { Name: '/x'.repeat(15) }, 'Standard'],
    ['a name without a path', { Name: 'plain.name_1-2' }, 'Standard'],
  ])('takes %s', async (_, rest, Tier) => {
    expect(await put(rest)).toMatchObject({ Version: 1, Tier });
  });

  it('overwrites on demand alone, keeps the type and counts versions', async () => {
    await put({ Type: 'SecureString' });
    await expect(put({ Type: 'SecureString' })).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    const changed = put({ Type: 'String', Overwrite: true });
    await expect(changed).rejects.toMatchObject({ name: 'HierarchyTypeMismatchException' });
    expect(await put({ Type: undefined, Value: 'new', Overwrite: true })).toMatchObject({ Version: 2 });
    const { Parameter } = await client.send(new GetParameterCommand({ Name: '/a/b', WithDecryption: true }));
    expect(Parameter).toMatchObject({ Type: 'SecureString', Value: 'new', Version: 2 });
  });

  it('never makes a standard parameter of an advanced one', async () => {
    await put({ Tier: 'Advanced' });
    await expect(put({ Overwrite: true, Tier: 'Standard' })).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await put({ Overwrite: true, Tier: 'Intelligent-Tiering' })).toMatchObject({ Tier: 'Advanced' });
  });

  it('shows a SecureString to who asks for decryption alone', async () => {
    await put({ Type: 'SecureString', Value: 'secret' });
    const { Parameter } = await client.send(new GetParameterCommand({ Name: '/a/b' }));
    expect(Parameter?.Value).not.toContain('secret');
  });
});

describe('GetParametersByPath', () => {
  const page = (rest: object) => client.send(new GetParametersByPathCommand({ Path: '/p', ...rest }));
  beforeEach(async () => {
    for (let i = 0; i < 12; i += 1) await put({ Name: `/p/n${String(i).padStart(2, '0')}` });
    await put({ Name: '/p/deep/x' });
    await put({ Name: '/pq' });
  });

  it('pages through what is directly under the path', async () => {
    const first = await page({});
    const second = await page({ NextToken: first.NextToken });
    const names = [...(first.Parameters ?? []), ...(second.Parameters ?? [])].map(({ Name }) => Name);
    expect(names).toEqual(Array.from({ length: 12 }, (_, i) => `/p/n${String(i).padStart(2, '0')}`));
    expect(second.NextToken).toBeUndefined();
  });

  it('refuses tokens that it did not give for this question', async () => {
    const { NextToken } = await page({ MaxResults: 5 });
    for (const request of [{ NextToken: '5' }, { NextToken: 'bogus' }, { NextToken, Recursive: true }]) {
      await expect(page(request)).rejects.toMatchObject({ name: 'InvalidNextToken' });
    }
  });

  it.each([
    ['11 results', { MaxResults: 11 }],
    ['a path without a slash', { Path: 'p' }],
    ['an empty level', { Path: '//p' }],
  ])('refuses %s', async (_, request) => {
    await expect(page(request)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('the endpoint', () => {
  const authorization = `AWS4-HMAC-SHA256 Credential=AK/20261127/us-east-1/ssm/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
  const post = async (headers: Record<string, string>, body: string) => {
    const signed = { authorization, 'x-amz-date': '20261127T000000Z', 'x-amz-target': 'AmazonSSM.GetParameter' };
    const response = await fetch(service.url, { method: 'POST', headers: { ...signed, ...headers }, body });
    return [response.status, ((await response.json()) as { __type: string }).__type];
  };

  it.each<[string, Record<string, string>, string, string]>([
    ['a body that is no JSON', {}, '{', 'SerializationException'],
    ['another target', { 'x-amz-target': 'GetParameter' }, '{}', 'UnknownOperationException'],
    ['an unknown operation', { 'x-amz-target': 'AmazonSSM.Nope' }, '{}', 'UnknownOperationException'],
    ['an unsigned call', { authorization: 'none' }, '{}', 'MissingAuthenticationToken'],
    ['an unknown member', {}, '{"Name":"/a","Nope":1}', 'ValidationException'],
    ['a parameter that is not there', {}, '{"Name":"/a"}', 'ParameterNotFound'],
  ])('answers %s with 400', async (_, headers, body, type) => {
    expect(await post(headers, body)).toEqual([400, type]);
  });

  it('refuses eleven names, and one name twice', async () => {
    for (const Names of [Array.from({ length: 11 }, (_, i) => `/n${i}`), ['/a', '/a']]) {
      await expect(client.send(new GetParametersCommand({ Names }))).rejects.toMatchObject({
        name: 'ValidationException',
      });
    }
  });
});

describe('a fault', () => {
  const version = async () => (await client.send(new GetParameterCommand({ Name: '/a/b' }))).Parameter?.Version;

  it.each([
    [{ kind: 'error', status: 400, type: 'ThrottlingException' }, 1, /on demand/],
    [{ kind: 'reset' }, 1, /socket hang up/],
    [{ kind: 'reset', when: 'after' }, 2, /socket hang up/],
    [{ kind: 'truncate' }, 2, /JSON/],
  ] as const)('strikes once, as %j', async (effect, left, problem) => {
    await put({});
    service.faults.add({ operation: 'PutParameter', times: 1, effect });
    await expect(put({ Value: 'w', Overwrite: true })).rejects.toThrow(problem);
    expect(await version()).toBe(left);
  });
});
