import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Crashes } from './crashes.ts';
import { reportingMinutes, thresholds } from './thresholds.ts';
import type { Watched } from './watched.ts';
import { WorkerMetrics } from './worker-metrics.ts';

/** What makes an alarm. */
export interface AlarmDefinition {
  /** One or two sentences for whoever is woken up. */
  readonly means: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods in a row that have to be beyond the threshold. */
  readonly periods: number;
  /** The other way round: too little. */
  readonly below?: true;
  /** What no data means: trouble, none, or that things stand as they stood. */
  readonly silence: 'trouble' | 'fine' | 'as before';
}

/** Names of alarms; the runbook has an entry under each. */
export type AlarmName =
  | 'sync-too-old'
  | 'workers-missing'
  | 'messages-failing'
  | 'settings-refused'
  | 'capacity-nearly-used-up'
  | 'deletions-held'
  | 'throttled-for-an-hour'
  | 'memory-nearly-used-up'
  | 'workers-crashing';

const fiveMinutes = Duration.minutes(5);
const hour = Duration.hours(1);
const highest = { statistic: 'Maximum', period: fiveMinutes } as const;

/** All alarms. Their number does not depend on anything. */
export function alarmDefinitions(watched: Watched, crashes: Crashes): Readonly<Record<AlarmName, AlarmDefinition>> {
  return { ...ofMail(watched), ...ofWorkers(watched, crashes), ...ofServices(watched) };
}

function ofMail(watched: Watched) {
  const { environment, syncIntervalHours } = watched.options;
  const metrics = new WorkerMetrics(environment);
  const limits = thresholds(watched);
  return {
    'sync-too-old': {
      means: `A mailbox was not synced successfully for ${syncIntervalHours} hours, the interval, and two more: search shows old mail.`,
      metric: metrics.metric('syncAge', highest),
      threshold: limits.syncAgeSeconds,
      periods: 3,
      silence: 'trouble',
    },
    'messages-failing': {
      means: `More than ${limits.failurePercent} % of the messages of an hour could not be indexed.`,
      metric: failureRatio(metrics, limits.fewestMessages),
      threshold: limits.failurePercent,
      periods: 1,
      silence: 'fine',
    },
    'deletions-held': {
      means: 'More deletions than the safeguard lets pass wait for somebody to look at them and to release them.',
      metric: metrics.metric('deletionsHeld', highest),
      threshold: 0,
      periods: 1,
      silence: 'as before',
    },
  } as const;
}

function ofWorkers(watched: Watched, crashes: Crashes) {
  const { environment, workerCount } = watched.options;
  const metrics = new WorkerMetrics(environment);
  const limits = thresholds(watched);
  return {
    'workers-missing': {
      means: `Fewer than ${workerCount} workers report: mailboxes of the others are not synced.`,
      metric: metrics.metric('workersUp', { period: Duration.minutes(reportingMinutes) }),
      threshold: limits.fewestReports,
      below: true,
      // A deployment takes minutes from each worker, in two of these periods at the most.
      periods: 3,
      silence: 'trouble',
    },
    'workers-crashing': {
      means: `Tasks ended by themselves more than ${limits.crashesAnHour} times in an hour: a crash, a failed start, or no answer to the health check.`,
      metric: crashes.metric(hour),
      threshold: limits.crashesAnHour,
      periods: 1,
      silence: 'fine',
    },
    'memory-nearly-used-up': {
      means: 'A worker uses more than 85 % of its memory; beyond all of it the task is killed.',
      metric: metrics.metric('memoryUsed', highest),
      threshold: limits.memoryBytes,
      periods: 3,
      silence: 'fine',
    },
  } as const;
}

function ofServices(watched: Watched) {
  const metrics = new WorkerMetrics(watched.options.environment);
  const limits = thresholds(watched);
  return {
    'settings-refused': {
      means: 'Credentials are rejected, or the index, the table or a setting: nothing works before a person acts.',
      metric: metrics.metric('configurationFailures', highest),
      threshold: 0,
      periods: 2,
      // Workers that are gone are the business of another alarm.
      silence: 'fine',
    },
    'capacity-nearly-used-up': {
      means: `More than ${limits.capacityPercent} % of the capacity of the index is used up; a full index takes no more documents.`,
      metric: metrics.metric('indexCapacityUsed', highest),
      threshold: limits.capacityPercent,
      periods: 1,
      silence: 'as before',
    },
    'throttled-for-an-hour': {
      means: 'For an hour, Exchange or AWS has made a worker wait at least half of some minute in every five.',
      metric: metrics.metric('throttleSeconds', highest),
      threshold: limits.throttledSeconds,
      periods: 12,
      silence: 'fine',
    },
  } as const;
}

function failureRatio(metrics: WorkerMetrics, fewestMessages: number): IMetric {
  return new MathExpression({
    expression: `IF(failed + indexed >= ${fewestMessages}, 100 * failed / (failed + indexed), 0)`,
    usingMetrics: {
      failed: metrics.metric('messagesFailed', { period: hour }),
      indexed: metrics.metric('messagesIndexed', { period: hour }),
    },
    period: hour,
    label: 'messages that failed, percent',
  });
}
