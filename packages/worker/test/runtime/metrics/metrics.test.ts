import { type MetricDefinition, metricDimensions, metricsTable } from '@connector/shared';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Metrics, reportMs, startMetrics } from '../../../src/runtime/metrics/start-metrics.ts';
import { noCounts } from '../../../src/sync/counts.ts';
import type { MailboxResult, SyncEvent } from '../../../src/sync/events.ts';
import { type EmfMetric, emfDocuments, emfMetrics, emfProblems } from '../../support/emf.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { failure, mailboxRef, mailboxResult, runSummary } from '../../support/summaries.ts';
import { type TextOutput, textOutput } from '../../support/text-output.ts';

const hour = 60 * 60_000;
const ann = mailboxRef('ann@contoso.com');
const archive = mailboxRef('ann@contoso.com', 'archive');
const ben = mailboxRef('ben@contoso.com');
const busy = failure({ kind: 'throttled' });

let clock: ManualClock;
let output: TextOutput;
let metrics: Metrics;
let refused: boolean;
let read: number;

beforeEach(() => {
  clock = createManualClock({ mode: 'manual' });
  output = textOutput();
  refused = false;
  read = 0;
  metrics = startMetrics({
    clock,
    output,
    environment: 'prod',
    isRefused: () => refused,
    memoryUsed: () => 123_456,
  });
});

const tell = (...events: readonly SyncEvent[]) => {
  for (const event of events) metrics.event(event);
};

/** What was reported since it was asked last. */
function reported(): readonly EmfMetric[] {
  const lines = emfDocuments(output.text());
  const news = lines.slice(read);
  read = lines.length;
  expect(news.flatMap((line) => emfProblems(line, clock.now()))).toEqual([]);
  return news.flatMap(emfMetrics);
}

/** What the next report says of a metric, its total or one of its parts. */
function next(key: keyof typeof metricsTable, by: Readonly<Record<string, string>> = {}): readonly number[] {
  clock.advance(reportMs);
  return valuesOf(reported(), key, by);
}

function valuesOf(
  metricsReported: readonly EmfMetric[],
  key: keyof typeof metricsTable,
  by: Readonly<Record<string, string>> = {},
): readonly number[] {
  const dimensions = JSON.stringify({ Environment: 'prod', ...by });
  return metricsReported
    .filter((metric) => metric.name === metricsTable[key].name && JSON.stringify(metric.dimensions) === dimensions)
    .flatMap(({ values }) => values);
}

const runStarted = (...stores: readonly (typeof ann)[]): SyncEvent => ({
  type: 'run-started',
  mode: 'delta',
  mailboxes: [...new Set(stores.map(({ address }) => address))],
  stores,
});
const finished = (mailbox: typeof ann, result: Partial<MailboxResult> = {}): SyncEvent => ({
  type: 'mailbox-finished',
  mailbox,
  result: mailboxResult(result),
});
const call = (operation: string, durationMs: number, ok = true): SyncEvent => ({
  type: 'call',
  service: 'exchange',
  operation,
  durationMs,
  ok,
});
const retrying = (service: 'exchange' | 'qbusiness', delayMs: number, kind = busy): SyncEvent => ({
  type: 'retrying',
  service,
  operation: 'GetItem',
  attempt: 1,
  delayMs,
  failure: kind,
});
const itemFailed = (code: string): SyncEvent => ({
  type: 'item-failed',
  mailbox: ann,
  itemId: 'i',
  failure: failure({ code }),
});

describe('metrics', () => {
  it('are reported all, by no dimension but those that the contract names', () => {
    metrics.loopDelay(12);
    tell(runStarted(ann), itemFailed('ErrorCorruptData'), retrying('exchange', 5_000), call('GetItem', 4, false), {
      type: 'index-size',
      documents: 1,
      textBytes: 2,
      units: 3,
    });
    clock.advance(reportMs);
    const seen = reported().map(({ name, unit, dimensions }) => `${name} ${unit} ${Object.keys(dimensions)}`);
    const known = Object.values<MetricDefinition>(metricsTable).flatMap(({ name, unit, by }) =>
      by.map((set) => `${name} ${unit} ${['Environment', ...set.map((breakdown) => metricDimensions[breakdown])]}`),
    );
    expect([...new Set(seen)].sort()).toEqual(known.sort());
  });

  it('are reported once a minute, and what happened is told once', () => {
    tell({ type: 'progress', mailbox: ann, counts: { documentsPut: 7, indexed: 5, unchanged: 3, pages: 2 } });
    tell({ type: 'progress', mailbox: ben, counts: { documentsPut: 1, documentsDeleted: 4 } });
    clock.advance(reportMs - 1);
    expect(reported()).toEqual([]);
    clock.advance(1);
    const first = reported();
    expect(valuesOf(first, 'documentsPut')).toEqual([8]);
    expect(valuesOf(first, 'documentsDeleted')).toEqual([4]);
    expect(valuesOf(first, 'messagesIndexed')).toEqual([5]);
    expect(valuesOf(first, 'messagesUnchanged')).toEqual([3]);
    expect(valuesOf(first, 'pages')).toEqual([2]);
    expect(next('documentsPut')).toEqual([0]);
  });

  it('say at the end of a run what happened, and leave how things stand to the minute', () => {
    tell({ type: 'progress', mailbox: ann, counts: { pages: 2 } }, { type: 'run-finished', summary: runSummary() });
    const atTheEnd = reported();
    expect(valuesOf(atTheEnd, 'pages')).toEqual([2]);
    expect(valuesOf(atTheEnd, 'workersUp')).toEqual([]);
    clock.advance(reportMs);
    const afterIt = reported();
    expect(valuesOf(afterIt, 'pages')).toEqual([0]);
    expect(valuesOf(afterIt, 'workersUp')).toEqual([1]);
  });

  it('say what is left when they are closed, and then no more', () => {
    tell({ type: 'progress', mailbox: ann, counts: { pages: 2 } });
    metrics.close();
    expect(valuesOf(reported(), 'pages')).toEqual([2]);
    expect(clock.repeating).toBe(0);
    clock.advance(reportMs);
    expect(reported()).toEqual([]);
  });

  it('hold neither addresses nor ids of items', () => {
    tell(runStarted(ann, ben), itemFailed('ErrorCorruptData'), finished(ann));
    clock.advance(reportMs);
    expect(output.text()).not.toMatch(/ann|ben|contoso/);
  });
});

describe('failures', () => {
  it('are counted in all and by cause', () => {
    tell(itemFailed('ErrorCorruptData'), itemFailed('ErrorCorruptData'), itemFailed('index.rejected'));
    clock.advance(reportMs);
    const all = reported();
    expect(valuesOf(all, 'messagesFailed')).toEqual([3]);
    expect(valuesOf(all, 'messagesFailed', { Cause: 'ErrorCorruptData' })).toEqual([2]);
    expect(valuesOf(all, 'messagesFailed', { Cause: 'index.rejected' })).toEqual([1]);
    expect(next('messagesFailed', { Cause: 'ErrorCorruptData' })).toEqual([]);
  });

  it('have twenty causes at the most: each is a metric to pay for', () => {
    tell(...Array.from({ length: 25 }, (_, number) => itemFailed(`cause-${number}`)), itemFailed('cause-0'));
    clock.advance(reportMs);
    const all = reported();
    expect(valuesOf(all, 'messagesFailed')).toEqual([26]);
    expect(valuesOf(all, 'messagesFailed', { Cause: 'cause-0' })).toEqual([2]);
    expect(valuesOf(all, 'messagesFailed', { Cause: 'cause-20' })).toEqual([]);
    expect(valuesOf(all, 'messagesFailed', { Cause: 'other' })).toEqual([5]);
    tell(itemFailed('cause-24'));
    expect(next('messagesFailed', { Cause: 'other' })).toEqual([1]);
  });
});

describe('calls', () => {
  it('are told one by one, by operation, with their errors', () => {
    tell(call('GetItem', 12.4), call('GetItem', 800.6, false), call('SyncFolderItems', 90));
    clock.advance(reportMs);
    const all = reported();
    const getItem = { Service: 'exchange', Operation: 'GetItem' };
    expect(valuesOf(all, 'callDuration', getItem)).toEqual([12, 801]);
    expect(valuesOf(all, 'callErrors', getItem)).toEqual([1]);
    expect(valuesOf(all, 'callErrors', { ...getItem, Operation: 'SyncFolderItems' })).toEqual([0]);
    expect(next('callDuration', getItem)).toEqual([]);
  });
});

describe('throttling', () => {
  it('is the time in which something waited, not the sum of waits side by side', () => {
    tell(retrying('exchange', 10_000), retrying('exchange', 20_000));
    clock.advance(5_000);
    tell(retrying('qbusiness', 30_000));
    clock.advance(reportMs - 5_000);
    const all = reported();
    expect(valuesOf(all, 'throttleSeconds')).toEqual([35]);
    expect(valuesOf(all, 'throttleSeconds', { Service: 'exchange' })).toEqual([20]);
    expect(valuesOf(all, 'throttleSeconds', { Service: 'qbusiness' })).toEqual([30]);
  });

  it('of a long wait shows in each minute of it', () => {
    tell({ type: 'mailbox-parked', mailbox: ann, forMs: 150_000, failure: busy });
    expect(next('throttleSeconds')).toEqual([60]);
    expect(next('throttleSeconds', { Service: 'exchange' })).toEqual([60]);
    expect(next('throttleSeconds')).toEqual([30]);
    expect(next('throttleSeconds')).toEqual([0]);
  });

  it('does not end with the shorter of two waits', () => {
    tell(retrying('exchange', 20_000), retrying('exchange', 10_000));
    expect(next('throttleSeconds')).toEqual([20]);
  });

  it('is not what a service that is down makes us wait', () => {
    tell(retrying('exchange', 10_000, failure()));
    expect(next('throttleSeconds')).toEqual([0]);
  });
});

describe('mailboxes', () => {
  it('are done, parked or failing by how they ended last', () => {
    tell(runStarted(ann, archive, ben), finished(ann), finished(archive, { outcome: 'incomplete' }));
    tell({ type: 'mailbox-parked', mailbox: ben, forMs: 1, failure: busy });
    clock.advance(reportMs);
    const all = reported();
    expect(valuesOf(all, 'mailboxesDone')).toEqual([1]);
    expect(valuesOf(all, 'mailboxesFailing')).toEqual([1]);
    expect(valuesOf(all, 'mailboxesParked')).toEqual([1]);
    tell({ type: 'mailbox-started', mailbox: ben });
    expect(next('mailboxesParked')).toEqual([0]);
    tell(finished(ben));
    expect(next('mailboxesDone')).toEqual([2]);
  });

  it('that are no longer listed are forgotten after the run', () => {
    tell(runStarted(ann, ben), finished(ann), finished(ben));
    tell(runStarted(ann), { type: 'run-finished', summary: runSummary() });
    expect(next('mailboxesDone')).toEqual([1]);
  });
});

describe('the age of the oldest successful sync', () => {
  it('is that of the mailbox that was not synced for longest', () => {
    tell(runStarted(ann, ben));
    tell(finished(ann, { completedAt: clock.now() }), finished(ben, { completedAt: clock.now() - 5 * hour }));
    expect(next('syncAge')).toEqual([5 * 3600 + 60]);
  });

  it('grows while a mailbox fails, and through a run that cannot begin', () => {
    const completedAt = clock.now() - 2 * hour;
    tell(runStarted(ann), finished(ann, { completedAt }));
    clock.advance(26 * hour);
    tell(runStarted(ann), { type: 'run-finished', summary: runSummary({ outcome: 'incomplete' }) });
    tell(runStarted(ann), finished(ann, { outcome: 'incomplete' }));
    reported();
    expect(next('syncAge')).toEqual([28 * 3600 + 60]);
  });

  it('counts from the start of the worker for a mailbox that it has not seen succeed', () => {
    clock.advance(3 * hour);
    reported();
    tell(runStarted(ann, ben), finished(ann, { completedAt: clock.now() }));
    expect(next('syncAge')).toEqual([3 * 3600 + 60]);
  });

  it('leaves out archives that do not exist, and mailboxes that are only to be removed', () => {
    clock.advance(3 * hour);
    reported();
    tell(
      runStarted(ann, archive),
      finished(ann, { completedAt: clock.now() }),
      finished(archive, { outcome: 'absent' }),
    );
    tell({ type: 'mailbox-started', mailbox: ben }, finished(ben, { outcome: 'incomplete' }));
    expect(next('syncAge')).toEqual([60]);
  });

  it('is zero for a worker without a share, and never below', () => {
    expect(next('syncAge')).toEqual([0]);
    tell(runStarted(ann), finished(ann, { completedAt: clock.now() + hour }));
    expect(next('syncAge')).toEqual([0]);
  });
});

describe('held deletions', () => {
  const held = (deletionsHeld: number) => ({ counts: { ...noCounts, deletionsHeld } });

  it('are told until a run that reaches the safeguard finds none', () => {
    tell(runStarted(ann, ben), finished(ann, held(60)), finished(ben, held(70)));
    expect(next('deletionsHeld')).toEqual([130]);
    tell(runStarted(ann, ben), { type: 'mailbox-started', mailbox: ann }, finished(ben));
    expect(next('deletionsHeld')).toEqual([60]);
    tell(finished(ann, { outcome: 'incomplete' }));
    expect(next('deletionsHeld')).toEqual([60]);
    tell(finished(ann));
    expect(next('deletionsHeld')).toEqual([0]);
  });

  it('of a mailbox that is no longer listed are not forgotten', () => {
    tell(runStarted(ben), finished(ann, held(60)), { type: 'run-finished', summary: runSummary() });
    expect(next('deletionsHeld')).toEqual([60]);
  });
});

describe('the worker itself', () => {
  it('is up, uses memory, and says whether a person has to act', () => {
    expect(next('workersUp')).toEqual([1]);
    expect(next('memoryUsed')).toEqual([123_456]);
    expect(next('configurationFailures')).toEqual([0]);
    refused = true;
    expect(next('configurationFailures')).toEqual([1]);
  });

  it('tells how late its sync thread was, second by second', () => {
    for (const ms of [0, 1.6, 250]) metrics.loopDelay(ms);
    expect(next('eventLoopDelay')).toEqual([0, 2, 250]);
    expect(next('eventLoopDelay')).toEqual([]);
  });

  it.each(['held elsewhere', 'taken over', 'lost'] as const)('counts a lease that is %s', (state) => {
    tell({ type: 'lease', mailbox: ann, state, owner: 'worker-1-of-2/x' });
    expect(next('leaseConflicts')).toEqual([1]);
  });
});

describe('the index', () => {
  it('is told as it was last, and how much of it is used up, by documents or by text', () => {
    expect(next('indexDocuments')).toEqual([]);
    tell({ type: 'index-size', documents: 10_000, textBytes: 1000, units: 2 });
    clock.advance(reportMs);
    const all = reported();
    expect(valuesOf(all, 'indexDocuments')).toEqual([10_000]);
    expect(valuesOf(all, 'indexTextBytes')).toEqual([1000]);
    expect(valuesOf(all, 'indexUnits')).toEqual([2]);
    expect(valuesOf(all, 'indexCapacityUsed')).toEqual([25]);
    tell({ type: 'index-size', documents: 1, textBytes: 380 * 1024 * 1024, units: 2 });
    expect(next('indexCapacityUsed')).toEqual([95]);
    expect(next('indexCapacityUsed')).toEqual([95]);
  });
});
