import type { MetricBreakdown, MetricKey } from '@connector/shared';
import type { EventSink } from '../../sync/events.ts';

/** One value of a metric, or several single measurements. */
export interface MetricPoint {
  readonly metric: MetricKey;
  readonly value: number | readonly number[];
  /** What it is broken down by; nothing: it is the total. */
  readonly by?: Readonly<Partial<Record<MetricBreakdown, string>>>;
}

/** Makes metrics of some of the events. */
export interface Instrument {
  readonly event: EventSink;
  /** What happened since it was asked last. Totals are there at zero too, so that a graph tells nothing from silence. */
  readonly happened?: () => readonly MetricPoint[];
  /** How things stand now. */
  readonly levels?: () => readonly MetricPoint[];
}
