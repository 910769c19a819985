import type { Watched } from './watched.ts';

/** A sync that is late by more than so many hours is somebody's business. */
const lateHours = 2;
/** Percent of the memory of a task: beyond it a large attachment may be the last one. */
const memoryPercent = 85;

/** Minutes of one look at how many workers report. */
export const reportingMinutes = 10;

/** Where alarms begin, in the units of their metrics; the dashboard draws the same lines. */
export function thresholds({ options: { workerCount, syncIntervalHours, memory } }: Watched) {
  return {
    syncAgeSeconds: (syncIntervalHours + lateHours) * 3600,
    // Half a worker less than all: a worker's minutes and CloudWatch's need not begin together.
    fewestReports: (workerCount - 0.5) * reportingMinutes,
    failurePercent: 10,
    /** Of so few messages in an hour no ratio is taken. */
    fewestMessages: 50,
    capacityPercent: 90,
    /** Of a minute, in which a worker waited because a service asked for it. */
    throttledSeconds: 30,
    memoryBytes: Math.round((memory * 1024 * 1024 * memoryPercent) / 100),
    crashesAnHour: 3,
  } as const;
}
