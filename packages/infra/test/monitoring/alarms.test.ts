import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { metricNamespace, metricsTable } from '@connector/shared';
import { describe, expect, it } from '@jest/globals';
import { monitoredTemplate } from '../support/monitored-stack.ts';
import { templateWith } from '../support/stacks.ts';

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Statistic?: string;
  readonly Period?: number;
  readonly Metrics?: readonly {
    readonly Expression?: string;
    readonly MetricStat?: { readonly Metric: { readonly MetricName: string } };
  }[];
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly TreatMissingData: string;
  readonly AlarmActions: readonly unknown[];
  readonly OKActions: readonly unknown[];
}

const alarmsOf = (options: Parameters<typeof monitoredTemplate>[0] = {}) =>
  Object.values(monitoredTemplate(options).findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties as AlarmProperties,
  );

const shortName = ({ AlarmName }: AlarmProperties) => AlarmName.replace('exchange-connector-test-', '');

function alarm(name: string, options: Parameters<typeof monitoredTemplate>[0] = {}): AlarmProperties {
  const found = alarmsOf(options).find((one) => shortName(one) === name);
  if (found === undefined) throw new Error(`no alarm ${name}`);
  return found;
}

describe('the alarms', () => {
  it('are nine, whatever the number of workers', () => {
    expect(alarmsOf().map(shortName).sort()).toEqual([
      'capacity-nearly-used-up',
      'deletions-held',
      'memory-nearly-used-up',
      'messages-failing',
      'settings-refused',
      'sync-too-old',
      'throttled-for-an-hour',
      'workers-crashing',
      'workers-missing',
    ]);
    expect(alarmsOf({ workerCount: 100 })).toHaveLength(9);
  });

  it('tell the topic, also when they are over', () => {
    for (const { AlarmActions, OKActions } of alarmsOf()) {
      expect(AlarmActions).toEqual([{ Ref: expect.stringContaining('Topic') }]);
      expect(OKActions).toEqual(AlarmActions);
    }
  });

  it('look at metrics that workers emit, or that AWS does', () => {
    const known: readonly string[] = Object.values(metricsTable).map(({ name }) => name);
    const looked = alarmsOf().flatMap(({ Namespace, MetricName = '', Metrics = [] }) => [
      ...(Namespace === metricNamespace ? [MetricName] : []),
      ...Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric.MetricName])),
    ]);
    expect(looked.length).toBeGreaterThanOrEqual(9);
    expect(looked.filter((name) => !known.includes(name))).toEqual([]);
    expect(alarm('workers-crashing')).toMatchObject({ Namespace: 'AWS/Events', MetricName: 'TriggeredRules' });
  });

  it.each([
    ['sync-too-old', 'breaching'],
    ['workers-missing', 'breaching'],
    ['messages-failing', 'notBreaching'],
    ['settings-refused', 'notBreaching'],
    ['capacity-nearly-used-up', 'ignore'],
    ['deletions-held', 'ignore'],
    ['throttled-for-an-hour', 'notBreaching'],
    ['memory-nearly-used-up', 'notBreaching'],
    ['workers-crashing', 'notBreaching'],
  ])('take silence for what it is: %s %s', (name, expected) => {
    expect(alarm(name).TreatMissingData).toBe(expected);
  });

  it('all have to be beyond their threshold for all of their time', () => {
    for (const { EvaluationPeriods, DatapointsToAlarm } of alarmsOf())
      expect(DatapointsToAlarm).toBe(EvaluationPeriods);
  });
});

describe('the runbook', () => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const links = alarmsOf().map((one) => [shortName(one), one.AlarmDescription] as const);

  it.each(links)('has an entry for %s, which the description of the alarm links', (name, description) => {
    const [, page = '', anchor = ''] = /^\S.{30,} What to do: (\S+)#(\S+)$/.exec(description) ?? [];
    expect(anchor).toBe(name);
    expect(existsSync(`${root}${page}`)).toBe(true);
    const text = readFileSync(`${root}${page}`, 'utf8');
    const [, entry = ''] = text.split(`\n### ${anchor}\n`);
    for (const part of ['**Means:**', '**Look:**', '**Do:**']) expect(entry.split('\n### ')[0]).toContain(part);
  });

  it('has no entry for an alarm that there is not', () => {
    const text = readFileSync(`${root}docs/guides/operations.md`, 'utf8');
    const [, alarmEntries = ''] = text.split('\n## Alarms\n');
    const headings = [...(alarmEntries.split('\n## ')[0] ?? '').matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.sort()).toEqual(links.map(([name]) => name).sort());
  });
});

describe('a sync that is too old', () => {
  it.each([
    [24, 26],
    [0.5, 2.5],
  ])('with an interval of %d hours is older than %d hours, for any mailbox', (syncIntervalHours, hours) => {
    expect(alarm('sync-too-old', { syncIntervalHours })).toMatchObject({
      MetricName: 'SyncAge',
      Statistic: 'Maximum',
      Threshold: hours * 3600,
      ComparisonOperator: 'GreaterThanThreshold',
    });
  });
});

describe('missing workers', () => {
  it.each([1, 5, 100])('are one or more of %d', (workerCount) => {
    const { Threshold, Period = 0, Statistic, ComparisonOperator } = alarm('workers-missing', { workerCount });
    expect([Statistic, ComparisonOperator]).toEqual(['Sum', 'LessThanThreshold']);
    const reports = (workers: number) => workers * (Period / 60);
    // A worker's minute may fall to either side of a period's border.
    expect(reports(workerCount) - 1).toBeGreaterThan(Threshold);
    expect(reports(workerCount - 1) + 1).toBeLessThan(Threshold);
  });

  it('are not those of a deployment, which stops each worker for minutes', () => {
    const { Period = 0, EvaluationPeriods } = alarm('workers-missing', { workerCount: 5 });
    expect((Period / 60) * (EvaluationPeriods - 2)).toBeGreaterThanOrEqual(10);
  });
});

describe('other thresholds', () => {
  it('of failing messages is a ratio, and of a few no ratio is taken', () => {
    const { Metrics = [], Threshold } = alarm('messages-failing');
    expect(Threshold).toBe(10);
    expect(Metrics.flatMap(({ Expression }) => Expression ?? [])).toEqual([
      'IF(failed + indexed >= 50, 100 * failed / (failed + indexed), 0)',
    ]);
  });

  it('of memory is a part of what a task has', () => {
    expect(alarm('memory-nearly-used-up', { memory: 4096 })).toMatchObject({
      MetricName: 'MemoryUsed',
      Threshold: Math.round(4096 * 1024 * 1024 * 0.85),
    });
  });

  it('of memory can be passed: Node may use as much before it gives up by itself', () => {
    const [task] = Object.values(templateWith({ memory: 4096 }).findResources('AWS::ECS::TaskDefinition'));
    const environment: { Name: string; Value: string }[] = task?.['Properties'].ContainerDefinitions[0].Environment;
    const options = environment.find(({ Name }) => Name === 'NODE_OPTIONS')?.Value ?? '';
    const heapBytes = Number(/^--max-old-space-size=(\d+)$/.exec(options)?.[1]) * 2 ** 20;
    // Buffers, code and stacks come on top: they are more than a tenth of the task.
    expect(heapBytes * 1.14).toBeGreaterThanOrEqual(alarm('memory-nearly-used-up', { memory: 4096 }).Threshold);
    expect(heapBytes).toBeLessThan(4096 * 2 ** 20 * 0.8);
  });

  it('of throttling is passed in each five minutes of an hour', () => {
    const { Period = 0, EvaluationPeriods, Threshold } = alarm('throttled-for-an-hour');
    expect(Period * EvaluationPeriods).toBe(3600);
    expect(Threshold).toBeLessThan(60);
  });

  it.each([
    ['settings-refused', 'ConfigurationFailures', 0],
    ['deletions-held', 'DeletionsHeld', 0],
    ['capacity-nearly-used-up', 'IndexCapacityUsed', 90],
    ['workers-crashing', 'TriggeredRules', 3],
  ])('of %s: %s above %d', (name, MetricName, Threshold) => {
    expect(alarm(name)).toMatchObject({ MetricName, Threshold, ComparisonOperator: 'GreaterThanThreshold' });
  });
});
