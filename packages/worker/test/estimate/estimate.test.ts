import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Demand, estimate, estimateText, ordinaryDemand } from '../../src/estimate/index.ts';

const demand = (other: Partial<Demand>): Demand => ({ ...ordinaryDemand, mailboxes: 50, ...other });

const demands = fc.record({
  mailboxes: fc.integer({ min: 1, max: 100_000 }),
  messagesPerMailbox: fc.integer({ min: 1, max: 100_000 }),
  changesPerDay: fc.integer({ min: 0, max: 1_000 }),
  indexDocumentsPerSecond: fc.integer({ min: 1, max: 1_000 }),
  unitPrice: fc.constant(0.264),
  syncIntervalHours: fc.integer({ min: 1, max: 168 }),
});

describe('an estimate', () => {
  it('counts documents, units and their price', () => {
    // 100,000 messages with 23,000 documents of attachments: 123,000 by 20,000.
    expect(estimate(demand({ mailboxes: 10 }))).toMatchObject({ documents: 123_000, units: 7, environments: 1 });
    expect(estimate(demand({ mailboxes: 10 })).cost.index).toBeCloseTo(7 * 0.264 * 730);
  });

  it.each([
    ['one mailbox', { mailboxes: 1, messagesPerMailbox: 100_000, indexDocumentsPerSecond: 500 }],
    ['workers', { mailboxes: 60, indexDocumentsPerSecond: 5_000, workers: 1 }],
    ['rate of the index', {}],
    ['capacity of the index', { mailboxes: 82 }],
  ] as const)('says that %s is what binds', (limit, other) => {
    expect(estimate(demand(other)).limit).toBe(limit);
  });

  it('shares out what goes beyond an index', () => {
    const two = estimate(demand({ mailboxes: 160, workers: 3 }));
    expect(two).toMatchObject({ environments: 2, workers: 6 });
    expect(two.firstSyncHours).toBe(estimate(demand({ mailboxes: 80, workers: 3 })).firstSyncHours);
  });

  it('asks for no worker that makes nothing faster', () => {
    fc.assert(
      fc.property(demands, (drawn) => {
        const { environments, workers, firstSyncHours, laterRunHours } = estimate(drawn);
        const each = workers / environments;
        fc.pre(each > 1);
        const fewer = estimate({ ...drawn, workers: each - 1 });
        expect(fewer.firstSyncHours + fewer.laterRunHours).toBeGreaterThan(firstSyncHours + laterRunHours);
      }),
    );
  });

  it('grows with what is asked for', () => {
    fc.assert(
      fc.property(demands, (drawn) => {
        const one = estimate(drawn);
        const more = estimate({ ...drawn, messagesPerMailbox: drawn.messagesPerMailbox * 2 });
        expect(more.units).toBeGreaterThanOrEqual(one.units);
        expect(more.cost.firstSync).toBeGreaterThan(one.cost.firstSync);
      }),
    );
  });

  it('is told with what it rests on', () => {
    const text = estimateText(demand({ mailboxes: 160 }), estimate(demand({ mailboxes: 160 })));
    expect(text).toContain('160 mailboxes with 10,000 messages each: 1,968,000 documents, 99 units');
    expect(text).toContain('2 indexes, each with an environment of its own');
    expect(text).toContain('RECEIVED_AFTER');
    expect(text).toContain('--index-rate');
  });
});
