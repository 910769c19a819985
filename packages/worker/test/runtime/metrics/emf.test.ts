import { metricNamespace, metricsTable } from '@connector/shared';
import { describe, expect, it } from '@jest/globals';
import { emfLines } from '../../../src/runtime/metrics/emf.ts';
import { type EmfDocument, emfMetrics, emfProblems } from '../../support/emf.ts';

const now = Date.UTC(2026, 0, 1);
const origin = { environment: 'prod', timestamp: now };
const environment = { Environment: 'prod' };

describe('the check of the embedded metric format', () => {
  const directive = { Namespace: 'N', Dimensions: [['D']], Metrics: [{ Name: 'M', Unit: 'Count' }] };
  const good = { _aws: { Timestamp: now, CloudWatchMetrics: [directive] }, D: 'd', M: 1 };
  const withDirective = (change: object) => ({
    ...good,
    _aws: { Timestamp: now, CloudWatchMetrics: [{ ...directive, ...change }] },
  });
  const names = (count: number) => Array.from({ length: count }, (_, number) => `n${number}`);

  it('lets a good document pass', () => {
    expect(emfProblems(JSON.stringify(good), now)).toEqual([]);
    expect(emfProblems(JSON.stringify({ ...good, M: [1, 2, 3], more: 'text' }), now)).toEqual([]);
  });

  it.each<[string, object]>([
    ['no _aws', { D: 'd', M: 1 }],
    ['a time in seconds', { ...good, _aws: { ...good._aws, Timestamp: now / 1000 } }],
    ['half a millisecond', { ...good, _aws: { ...good._aws, Timestamp: now + 0.5 } }],
    ['no directive', { ...good, _aws: { ...good._aws, CloudWatchMetrics: [] } }],
    ['an unknown member', { ...good, _aws: { ...good._aws, Extra: 1 } }],
    ['a reserved namespace', withDirective({ Namespace: 'AWS/ECS' })],
    ['an empty namespace', withDirective({ Namespace: '' })],
    ['no dimensions', withDirective({ Dimensions: [[]] })],
    [
      '31 dimensions',
      { ...withDirective({ Dimensions: [names(31)] }), ...Object.fromEntries(names(31).map((n) => [n, 'v'])) },
    ],
    ['a dimension that is not there', withDirective({ Dimensions: [['E']] })],
    ['a dimension that is a number', { ...good, D: 1 }],
    ['a dimension that is empty', { ...good, D: '' }],
    ['a dimension that is not ASCII', { ...good, D: 'Straße' }],
    ['no metrics', withDirective({ Metrics: [] })],
    [
      '101 metrics',
      {
        ...withDirective({ Metrics: names(101).map((Name) => ({ Name })) }),
        ...Object.fromEntries(names(101).map((n) => [n, 1])),
      },
    ],
    ['a metric twice', withDirective({ Metrics: [{ Name: 'M' }, { Name: 'M' }] })],
    ['a metric that is not there', withDirective({ Metrics: [{ Name: 'X' }] })],
    ['a metric that is a text', { ...good, M: '1' }],
    ['a metric that is null, as NaN becomes', { ...good, M: Number.NaN }],
    ['an unknown unit', withDirective({ Metrics: [{ Name: 'M', Unit: 'Messages' }] })],
    ['no value', { ...good, M: [] }],
    ['101 values', { ...good, M: names(101).map(() => 1) }],
  ])('sees %s', (_, document) => {
    expect(emfProblems(JSON.stringify(document), now)).not.toEqual([]);
  });

  it('sees line breaks and what is no JSON', () => {
    expect(emfProblems(JSON.stringify(good, null, 2), now)).toEqual(['more than one line']);
    expect(emfProblems('{"_aws"', now)).not.toEqual([]);
  });
});

describe('metrics as lines', () => {
  it('share a document when they share their dimensions', () => {
    const lines = emfLines(
      [
        { metric: 'pages', value: 3 },
        { metric: 'messagesFailed', value: 2, by: { cause: 'ErrorCorruptData' } },
        { metric: 'syncAge', value: 60 },
      ],
      origin,
    );
    expect(lines.flatMap((line) => emfProblems(line, now))).toEqual([]);
    expect(lines.map(emfMetrics)).toEqual([
      [
        { name: 'Pages', unit: 'Count', dimensions: environment, values: [3] },
        { name: 'SyncAge', unit: 'Seconds', dimensions: environment, values: [60] },
      ],
      [
        {
          name: 'MessagesFailed',
          unit: 'Count',
          dimensions: { ...environment, Cause: 'ErrorCorruptData' },
          values: [2],
        },
      ],
    ]);
  });

  it('carry time and namespace', () => {
    const [line = ''] = emfLines([{ metric: 'pages', value: 3 }], origin);
    const { _aws } = JSON.parse(line) as EmfDocument;
    expect(_aws).toMatchObject({ Timestamp: now, CloudWatchMetrics: [{ Namespace: metricNamespace }] });
  });

  it('go into further documents when there are more values than one takes, and none is lost', () => {
    const by = { service: 'exchange', operation: 'GetItem' };
    const value = Array.from({ length: 250 }, (_, number) => number);
    const lines = emfLines(
      [
        { metric: 'callDuration', value, by },
        { metric: 'callErrors', value: 1, by },
      ],
      origin,
    );
    expect(lines.flatMap((line) => emfProblems(line, now))).toEqual([]);
    const metrics = lines.flatMap(emfMetrics);
    expect(metrics.map(({ name, values }) => [name, values.length])).toEqual([
      ['CallDuration', 100],
      ['CallErrors', 1],
      ['CallDuration', 100],
      ['CallDuration', 50],
    ]);
    const { name } = metricsTable.callDuration;
    expect(metrics.filter((metric) => metric.name === name).flatMap(({ values }) => values)).toEqual(value);
  });

  it.each([
    ['a b\nc', 'a_b_c'],
    ['straße', 'stra_e'],
    ['', 'unknown'],
    ['x'.repeat(2000), 'x'.repeat(100)],
  ])('are well-formed whatever a cause is called: %j', (cause, expected) => {
    const [line = ''] = emfLines([{ metric: 'messagesFailed', value: 1, by: { cause } }], origin);
    expect(emfProblems(line, now)).toEqual([]);
    expect(emfMetrics(line)[0]?.dimensions).toEqual({ ...environment, Cause: expected });
  });
});
