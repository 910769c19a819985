import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type SsmFault, type SsmStandIn, startSsm } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readParameters } from '../../src/parameters/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock } from '../support/manual-clock.ts';

const options = { signal: new AbortController().signal, clock: createManualClock() };
let service: SsmStandIn;

beforeEach(async () => {
  service = await startSsm();
  useAwsEndpoint('SSM', service.url);
  const client = new SSMClient({});
  for (let number = 0; number < 23; number += 1) {
    const Name = `/exchange-connector/dev/p${number}`;
    await client.send(
      new PutParameterCommand({ Name, Value: `v${number}`, Type: number % 2 ? 'String' : 'SecureString' }),
    );
  }
  await client.send(new PutParameterCommand({ Name: '/exchange-connector/dev/sub/x', Value: 'v', Type: 'String' }));
  await client.send(new PutParameterCommand({ Name: '/exchange-connector/development/x', Value: 'v', Type: 'String' }));
  client.destroy();
});

afterEach(() => service.close());

describe('readParameters', () => {
  it('reads every page under the prefix and nothing else, decrypted', async () => {
    const parameters = await readParameters('/exchange-connector/dev', options);
    expect(parameters).toEqual(
      Object.fromEntries(Array.from({ length: 23 }, (_, number) => [`p${number}`, `v${number}`])),
    );
    expect(service.calls.counts()['GetParametersByPath']).toBe(3);
  });

  it('says which permission is missing', async () => {
    service.faults.add({ effect: { kind: 'error', status: 400, type: 'AccessDeniedException' } });
    await expect(readParameters('/exchange-connector/dev', options)).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('ssm:GetParametersByPath on /exchange-connector/dev'),
    });
  });

  it('takes a failing service for a failure, never for an empty answer', async () => {
    service.faults.add({ effect: { kind: 'error', status: 500, type: 'InternalServerError' } });
    await expect(readParameters('/exchange-connector/dev', options)).rejects.toMatchObject({ kind: 'transient' });
  });

  it.each<SsmFault>([
    { kind: 'truncate' },
    { kind: 'reset' },
    { kind: 'error', status: 400, type: 'ThrottlingException' },
  ])('reads a page again after %j', async (effect) => {
    service.faults.add({ operation: 'GetParametersByPath', skip: 1, times: 2, effect });
    expect(Object.keys(await readParameters('/exchange-connector/dev', options))).toHaveLength(23);
    expect(service.calls.counts()['GetParametersByPath']).toBe(5);
  });
});
