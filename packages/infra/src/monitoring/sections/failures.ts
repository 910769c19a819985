import { logFields } from '@connector/shared';
import { type IWidget, LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { graph, heading } from '../graphs.ts';
import { halfWidth, tableHeight } from '../sizes.ts';
import type { Watched } from '../watched.ts';
import { WorkerMetrics } from '../worker-metrics.ts';

const { level, cause, mailbox, store } = logFields;
/** Of everything that went wrong: warnings and errors that have a cause. */
const wentWrong = `filter ${level} in ["warn", "error"] and ispresent(${cause})`;
const mostRows = 15;

export function failures(watched: Watched): IWidget[][] {
  const metrics = new WorkerMetrics(watched.options.environment);
  return [
    [
      heading(
        'What fails?',
        'Causes are explained by `worker failures`; mailboxes are shortened, and found by their digits.',
      ),
    ],
    [
      graph({
        title: 'Messages that failed, by cause',
        left: [metrics.metric('messagesFailed', { label: 'all' }), metrics.each('messagesFailed', ['cause'], 'Sum')],
      }),
      graph({
        title: 'Calls that failed, by operation',
        left: [metrics.each('callErrors', ['service', 'operation'], 'Sum')],
      }),
      graph({
        title: 'Deletions held, and conflicts of leases',
        left: [metrics.level('deletionsHeld', 'deletions held')],
        right: [metrics.metric('leaseConflicts')],
      }),
    ],
    [
      table(watched, 'Top causes', [
        wentWrong,
        `stats count(*) as times, latest(message) as lastMessage by ${cause}`,
        'sort times desc',
        `limit ${mostRows}`,
      ]),
      table(watched, 'Top mailboxes', [
        `${wentWrong} and ispresent(${mailbox})`,
        `stats count(*) as times, latest(${cause}) as lastCause by ${mailbox}, ${store}`,
        'sort times desc',
        `limit ${mostRows}`,
      ]),
    ],
  ];
}

function table({ logGroup }: Watched, title: string, queryLines: string[]): IWidget {
  return new LogQueryWidget({
    title,
    view: LogQueryVisualizationType.TABLE,
    width: halfWidth,
    height: tableHeight,
    logGroupNames: [logGroup.logGroupName],
    queryLines,
  });
}
