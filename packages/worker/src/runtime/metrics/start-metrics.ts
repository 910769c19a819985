import type { EventSink } from '../../sync/events.ts';
import type { Clock } from '../../sync/ports/index.ts';
import type { LogOutput } from '../logger.ts';
import { calls } from './calls.ts';
import { counted } from './counted.ts';
import { emfLines } from './emf.ts';
import { indexSize } from './index-size.ts';
import type { Instrument, MetricPoint } from './instrument.ts';
import { stores } from './stores.ts';
import { throttling } from './throttling.ts';

/** Milliseconds between two reports. Levels are told once in each: dashboards and alarms count on it. */
export const reportMs = 60_000;

/** The metrics of a worker. */
export interface Metrics {
  readonly event: EventSink;
  /** How late the sync thread was, in milliseconds; once a second. */
  loopDelay(ms: number): void;
  /** Reports what is left, and no more. */
  close(): void;
}

/** What metrics work with. */
export interface MetricsOptions {
  readonly clock: Clock;
  readonly output: Pick<LogOutput, 'write'>;
  readonly environment: string;
  /** Nothing can work before a person acts. */
  readonly isRefused: () => boolean;
  /** Memory of the process in bytes. */
  readonly memoryUsed: () => number;
}

/** Writes metrics into the log once a minute, and what happened at the end of each run too. */
export function startMetrics({ clock, output, environment, isRefused, memoryUsed }: MetricsOptions): Metrics {
  const instruments: readonly Instrument[] = [counted(), calls(), throttling(clock), stores(clock), indexSize()];
  let loopDelays: number[] = [];

  const happened = (): readonly MetricPoint[] => {
    const points = instruments.flatMap((instrument) => instrument.happened?.() ?? []);
    if (loopDelays.length > 0) points.push({ metric: 'eventLoopDelay', value: loopDelays });
    loopDelays = [];
    return points;
  };
  const levels = (): readonly MetricPoint[] => [
    { metric: 'workersUp', value: 1 },
    { metric: 'configurationFailures', value: isRefused() ? 1 : 0 },
    { metric: 'memoryUsed', value: memoryUsed() },
    ...instruments.flatMap((instrument) => instrument.levels?.() ?? []),
  ];
  const report = (points: readonly MetricPoint[]): void => {
    for (const line of emfLines(points, { environment, timestamp: clock.now() })) output.write(`${line}\n`);
  };
  const stop = clock.every(reportMs, () => report([...happened(), ...levels()]));

  return {
    event: (event) => {
      for (const instrument of instruments) instrument.event(event);
      if (event.type === 'run-finished') report(happened());
    },
    loopDelay: (ms) => loopDelays.push(Math.round(ms)),
    close: () => {
      stop();
      report(happened());
    },
  };
}
