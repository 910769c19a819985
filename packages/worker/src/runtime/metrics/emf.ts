import {
  type MetricBreakdown,
  type MetricDefinition,
  metricDimensions,
  metricNamespace,
  metricsTable,
} from '@connector/shared';
import type { MetricPoint } from './instrument.ts';

/** Values of one metric in one document (CloudWatch user guide: embedded metric format specification). */
const valuesPerDocument = 100;
/** Characters of a dimension's value that are kept; CloudWatch takes 1024. */
const dimensionCharacters = 100;

/** Where and when the points were taken. */
export interface EmfOrigin {
  readonly environment: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/**
 * The points as lines of CloudWatch's embedded metric format: one JSON document a line, of which CloudWatch Logs makes
 * metrics. Points of the same dimensions share a document; more values than one takes go into further ones.
 */
export function emfLines(points: readonly MetricPoint[], origin: EmfOrigin): readonly string[] {
  const groups = new Map<string, MetricPoint[]>();
  for (const point of points) {
    const key = JSON.stringify(dimensionsOf(point, origin));
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()]
    .flatMap((group) => documentsOf(group, origin))
    .map((document) => JSON.stringify(document));
}

function dimensionsOf({ by = {} }: MetricPoint, { environment }: EmfOrigin): Readonly<Record<string, string>> {
  const broken = Object.entries(by) as [MetricBreakdown, string][];
  return {
    [metricDimensions.environment]: environment,
    ...Object.fromEntries(broken.map(([name, value]) => [metricDimensions[name], dimensionValue(value)])),
  };
}

/** Printable ASCII, as CloudWatch asks for: causes may hold what a service said. */
function dimensionValue(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '_').slice(0, dimensionCharacters) || 'unknown';
}

function documentsOf(group: readonly MetricPoint[], origin: EmfOrigin): readonly object[] {
  const [first] = group;
  if (first === undefined) return [];
  const now = group.map((point) => ({ ...point, value: firstValues(point.value) }));
  const later = group.flatMap((point) => {
    const value = furtherValues(point.value);
    return value.length === 0 ? [] : [{ ...point, value }];
  });
  return [documentOf(now, dimensionsOf(first, origin), origin), ...documentsOf(later, origin)];
}

function firstValues(value: MetricPoint['value']): MetricPoint['value'] {
  return typeof value === 'number' ? value : value.slice(0, valuesPerDocument);
}

function furtherValues(value: MetricPoint['value']): readonly number[] {
  return typeof value === 'number' ? [] : value.slice(valuesPerDocument);
}

function documentOf(
  points: readonly MetricPoint[],
  dimensions: Readonly<Record<string, string>>,
  { timestamp }: EmfOrigin,
): object {
  const definition = ({ metric }: MetricPoint): MetricDefinition => metricsTable[metric];
  return {
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        {
          Namespace: metricNamespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: points.map((point) => ({ Name: definition(point).name, Unit: definition(point).unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(points.map((point) => [definition(point).name, point.value])),
  };
}
