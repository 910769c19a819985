import {
  type MetricBreakdown,
  type MetricDefinition,
  type MetricKey,
  metricDimensions,
  metricNamespace,
  metricsTable,
} from '@connector/shared';
import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** Period of graphs; CloudWatch widens it over long ranges by itself. */
export const graphPeriod = Duration.minutes(5);

type Statistic = 'Sum' | 'Maximum' | 'SampleCount' | `p${number}`;

const statistics: Readonly<Record<MetricDefinition['kind'], Statistic>> = {
  count: 'Sum',
  level: 'Sum',
  highest: 'Maximum',
  values: 'p95',
};

/** How a metric is looked at. */
export interface Look {
  /** Instead of the one of the metric's kind. */
  readonly statistic?: Statistic;
  readonly period?: Duration;
  readonly label?: string;
}

/** The metrics of one environment's workers, by the contract with them. */
export class WorkerMetrics {
  readonly #environment: string;

  constructor(environment: string) {
    this.#environment = environment;
  }

  /** The total of a metric, as it is stored. */
  metric(key: MetricKey, { statistic, period = graphPeriod, label }: Look = {}): Metric {
    const { name, kind } = metricsTable[key];
    return new Metric({
      namespace: metricNamespace,
      metricName: name,
      dimensionsMap: { [metricDimensions.environment]: this.#environment },
      statistic: statistic ?? statistics[kind],
      period,
      ...(label === undefined ? {} : { label }),
    });
  }

  /** A metric as it stands with all workers together: each of them told it once a minute. */
  level(key: MetricKey, label: string): IMetric {
    return new MathExpression({
      expression: `${key} / (PERIOD(${key}) / 60)`,
      usingMetrics: { [key]: this.metric(key) },
      period: graphPeriod,
      label,
    });
  }

  /** Each part of a metric, however many there are: one line in the graph for each. */
  each(key: MetricKey, by: readonly MetricBreakdown[], statistic: Statistic): IMetric {
    const { environment } = metricDimensions;
    const schema = [metricNamespace, environment, ...by.map((breakdown) => metricDimensions[breakdown])].join();
    const terms = `${environment}="${this.#environment}" MetricName="${metricsTable[key].name}"`;
    return search(schema, terms, statistic);
  }
}

/** A search of metrics, done when the dashboard is looked at: its text does not grow with what it finds. */
export function search(schema: string, terms: string, statistic: string): IMetric {
  return new MathExpression({
    expression: `SEARCH('{${schema}} ${terms}', '${statistic}', ${graphPeriod.toSeconds()})`,
    usingMetrics: {},
    period: graphPeriod,
    label: '',
  });
}
