import { describe, expect, it } from '@jest/globals';
import { inDeepWorld } from '../support/deep-world.ts';
import { expectMended, runUnderFaults } from '../support/scenarios/mended.ts';
import { tableCalls } from '../support/service-faults.ts';

describe('faults of the network and of every service at random calls', () => {
  it('that never answer are given up in time, and cost no document', () =>
    inDeepWorld({ mailboxes: 4, messages: 40 }, async (world) => {
      const { exchange, entra, qbusiness, ssm, dynamodb } = world.sandbox;
      const once = (operation: string, most = 5) => ({ operation, skip: world.chance.between(0, most), times: 1 });
      const effect = { kind: 'hang' } as const;
      exchange.faults.add({ ...once('GetItem'), effect });
      qbusiness.faults.add({ ...once('BatchPutDocument'), effect });
      entra.faults.add({ ...once('Token', 1), effect });
      ssm.faults.add({ ...once('GetParametersByPath', 1), effect });
      for (const operation of tableCalls) dynamodb.faults.add({ ...once(operation), effect });
      await runUnderFaults(world);
      for (const { faults } of [exchange, entra, qbusiness, ssm]) expect(faults.active()).toEqual([]);
      await expectMended(world);
    }));
});
