import { type Alarm, AlarmStatusWidget, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Crashes } from '../crashes.ts';
import { graph, heading } from '../graphs.ts';
import { fullWidth, graphHeight, halfWidth, quarterWidth } from '../sizes.ts';
import { thresholds } from '../thresholds.ts';
import type { Watched } from '../watched.ts';
import { graphPeriod, WorkerMetrics } from '../worker-metrics.ts';

export function health(
  watched: Watched,
  { alarms, crashes }: { alarms: readonly Alarm[]; crashes: Crashes },
): IWidget[][] {
  const { environment, workerCount } = watched.options;
  const metrics = new WorkerMetrics(environment);
  return [
    [
      heading(
        'Is it healthy?',
        'All alarms green, all workers up. Each alarm is explained in docs/guides/operations.md.',
      ),
    ],
    [
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: halfWidth, height: graphHeight }),
      graph({
        title: 'Workers that report',
        width: quarterWidth,
        left: [metrics.level('workersUp', 'up'), metrics.level('configurationFailures', 'refused')],
        lines: [{ value: workerCount, label: 'wanted' }],
      }),
      graph({ title: 'Tasks that ended by themselves', width: quarterWidth, left: [crashes.metric(graphPeriod)] }),
    ],
  ];
}

export function freshness(watched: Watched): IWidget[][] {
  const metrics = new WorkerMetrics(watched.options.environment);
  return [
    [
      heading(
        'Is it fresh?',
        'The oldest successful sync of any mailbox, below the line; few mailboxes failing or parked.',
      ),
    ],
    [
      graph({
        title: 'Age of the oldest successful sync',
        width: halfWidth,
        unit: 'seconds',
        left: [metrics.metric('syncAge')],
        lines: [{ value: thresholds(watched).syncAgeSeconds, label: 'too old' }],
      }),
      graph({
        title: 'Mailboxes and archives, by their last sync',
        width: fullWidth - halfWidth,
        left: [
          metrics.level('mailboxesDone', 'done'),
          metrics.level('mailboxesParked', 'parked'),
          metrics.level('mailboxesFailing', 'failing'),
        ],
      }),
    ],
  ];
}
