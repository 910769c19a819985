import { logFields, type MetricDefinition, metricDimensions, metricNamespace, metricsTable } from '@connector/shared';
import { describe, expect, it } from '@jest/globals';
import { dashboardBody, monitoredTemplate } from '../support/monitored-stack.ts';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly markdown?: string; readonly query?: string; readonly alarms?: readonly unknown[] };
}

const body = dashboardBody(monitoredTemplate());
const { widgets } = JSON.parse(body) as { readonly widgets: readonly Widget[] };

/** Every metric of ours on a dashboard, with its dimensions: named ones and those that are searched. */
function shown(text: string): readonly string[] {
  const named = [...text.matchAll(new RegExp(`\\["${metricNamespace}","(\\w+)","(\\w+)","(\\w+)"`, 'g'))].map(
    ([, name, dimension, value]) => `${name} ${dimension} of ${value}`,
  );
  const searched = [
    ...text.matchAll(
      new RegExp(`\\{${metricNamespace},([\\w,]+)\\} (\\w+)=\\\\"(\\w+)\\\\" MetricName=\\\\"(\\w+)\\\\"`, 'g'),
    ),
  ].map(([, dimensions, , value, name]) => `${name} ${dimensions} of ${value}`);
  return [...new Set([...named, ...searched])];
}

describe('the dashboard', () => {
  it('shows every metric that workers emit, by all of its dimensions, and no other', () => {
    const emitted = Object.values<MetricDefinition>(metricsTable).flatMap(({ name, by }) =>
      by.map((set) => {
        const dimensions = [metricDimensions.environment, ...set.map((breakdown) => metricDimensions[breakdown])];
        return `${name} ${dimensions} of test`;
      }),
    );
    expect([...shown(body)].sort()).toEqual(emitted.sort());
    // Whatever way a metric of ours is written, it is among those.
    expect(body.split(metricNamespace).length - 1).toBe(
      [...body.matchAll(new RegExp(`(?:\\["|\\{)${metricNamespace}(?:"|,)`, 'g'))].length,
    );
  });

  it('has the same text for a hundred workers as for one, but for numbers', () => {
    const text = (workerCount: number) =>
      dashboardBody(monitoredTemplate({ workerCount })).replace(/\d+(\.\d+)?/g, '#');
    expect(text(100)).toBe(text(1));
  });

  it('answers its questions from top to bottom, in as many rows as are read in a minute', () => {
    const questions = widgets.flatMap(
      ({ properties: { markdown } }) => /\*\*(.+\?)\*\*/.exec(markdown ?? '')?.[1] ?? [],
    );
    expect(questions).toEqual([
      'Is it healthy?',
      'Is it fresh?',
      'How fast?',
      'What fails?',
      'What does it cost?',
      'How are the workers?',
    ]);
    expect(new Set(widgets.filter(({ type }) => type !== 'text').map(({ y }) => y)).size).toBe(8);
  });

  it('fills its rows', () => {
    const widths = new Map<number, number>();
    for (const { y, width } of widgets) widths.set(y, (widths.get(y) ?? 0) + width);
    expect([...widths.values()].filter((width) => width !== 24)).toEqual([]);
  });

  it('begins with all alarms', () => {
    expect(widgets[1]).toMatchObject({ type: 'alarm' });
    expect(widgets[1]?.properties.alarms).toHaveLength(9);
  });

  it('has tables of the top causes and mailboxes from the log', () => {
    const queries = widgets.flatMap(({ type, properties: { query } }) => (type === 'log' ? [query ?? ''] : []));
    expect(queries).toHaveLength(2);
    for (const query of queries) {
      expect(query).toContain("SOURCE 'connector-logs'");
      expect(query).toMatch(/stats count\(\*\) as times.*sort times desc.*limit \d+/s);
    }
    expect(queries[0]).toContain(`by ${logFields.cause}`);
    expect(queries[1]).toContain(`by ${logFields.mailbox}, ${logFields.store}`);
  });

  it('shows CPU and memory of each worker, whichever there are, and what DynamoDB is asked for', () => {
    for (const metric of ['CPUUtilization', 'MemoryUtilization']) {
      expect(body).toContain(
        `SEARCH('{AWS/ECS,ClusterName,ServiceName} ClusterName=\\"exchange-connector-test\\" MetricName=\\"${metric}\\"'`,
      );
    }
    for (const metric of ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits']) {
      expect(body).toContain(`["AWS/DynamoDB","${metric}","TableName","exchange-connector-test"`);
    }
  });

  it('shows capacity used against what is bought', () => {
    expect(body).toContain('"expression":"units * 20000"');
    expect(body).toContain(`"expression":"units * ${200 * 1024 * 1024}"`);
  });
});
