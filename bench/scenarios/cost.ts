import type { MailApi } from '@connector/sandbox';
import { figureOf } from '../report/figure.ts';
import type { Figure } from '../report/report.ts';
import type { MailChange, ServerCounts } from '../servers/protocol.ts';
import { addressOf } from '../servers/world-spec.ts';
import { requireDocuments } from '../worker/run-facts.ts';
import { callsOf } from './call-counts.ts';
import { apiNames, bySize, type Scenario } from './scenario.ts';
import { withServers } from './with-servers.ts';

/** What happens to all messages of a mailbox before a run, and how it is told. */
const steps: readonly { readonly what: string; readonly change?: MailChange }[] = [
  { what: 'new' },
  { what: 'unchanged' },
  { what: 'changed', change: 'edit' },
  { what: 'read', change: 'read' },
  { what: 'moved', change: 'move' },
];

/** Calls and units of a thousand messages, by what happened to them. */
export const cost: Scenario = {
  name: 'cost',
  title: 'Cost of a thousand messages',
  measure: async (options) => {
    const messages = bySize(options, { smoke: 40, usual: 1_000, full: 1_000 });
    const figures: Figure[] = [];
    for (const api of options.apis) {
      options.say(`cost ${api}`);
      const counts = await countSteps(api, messages);
      figures.push(...counts.flatMap((each) => figuresOf(api, each, 1_000 / messages)));
    }
    return {
      settings: `${messages} messages in one folder: read for the first time, then again after each kind of change to all of them. Counts, for a thousand messages; units are those of on-demand capacity, and a row that is deleted counts as one of 1 kB.`,
      figures,
    };
  },
};

/** What one step cost in all. */
export interface StepCounts {
  readonly what: string;
  readonly counts: ServerCounts;
}

/** Runs a worker after each kind of change. @throws Error when a run is not complete */
export async function countSteps(api: MailApi, messages: number): Promise<readonly StepCounts[]> {
  return withServers({ world: { seed: 1, mailboxes: 1, messages }, api }, undefined, async ({ servers, run }) => {
    const counted: StepCounts[] = [];
    for (const { what, change } of steps) {
      if (change !== undefined) await servers.ask('change', { change, messages });
      await servers.ask('reset');
      const finished = await run({
        state: 'same',
        environment: {
          EXCHANGE_PRIMARY_SMTP_ADDRESS: addressOf(0),
          PROCESS_ARCHIVE_MAILBOX: 'false',
          // Renewals depend on how long a run takes: here there are none.
          LEASE_SECONDS: '600',
        },
      });
      requireDocuments(finished, what === 'new' || what === 'changed' ? messages : 0);
      counted.push({ what, counts: await servers.ask('counts') });
    }
    return counted;
  });
}

function figuresOf(api: MailApi, { what, counts }: StepCounts, factor: number): readonly Figure[] {
  const row = `${apiNames[api]}, ${what}`;
  const mail = api === 'ews' ? 'exchange' : 'graph';
  const columns: readonly (readonly [column: string, unit: string, value: number])[] = [
    ['Calls to the mailbox', 'calls', callsOf(counts, mail)],
    ['Puts', 'calls', counts.calls['qbusiness.BatchPutDocument'] ?? 0],
    ['Calls to DynamoDB', 'calls', callsOf(counts, 'dynamodb')],
    ['DynamoDB write units', 'units', counts.units.write],
    ['DynamoDB read units', 'units', counts.units.read],
  ];
  return columns.map(([column, unit, value]) =>
    figureOf({ name: `${row}: ${column}`, unit, because, cell: { row, column } }, [value * factor]),
  );
}

/** Of all of them. */
const because =
  'Pages of changes and messages by the ten, and puts of ten documents; each row in a transaction costs two units for each kB, strongly consistent reads one for 4 kB.';
