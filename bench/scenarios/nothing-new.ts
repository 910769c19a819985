import type { MailApi } from '@connector/sandbox';
import { figureOf } from '../report/figure.ts';
import type { Figure } from '../report/report.ts';
import type { ServerCounts } from '../servers/protocol.ts';
import { addressOf } from '../servers/world-spec.ts';
import { requireDocuments } from '../worker/run-facts.ts';
import { callsOf } from './call-counts.ts';
import { apiNames, bySize, type Scenario } from './scenario.ts';
import { withServers } from './with-servers.ts';

/** Beside the two of every mailbox that are indexed and hold mail, the inbox and sent items: thirty in all. */
const extraFolders = 28;

/** What a run over mailboxes costs in which nothing happened. */
export const nothingNew: Scenario = {
  name: 'nothing-new',
  title: 'Nothing new',
  measure: async (options) => {
    const mailboxes = bySize(options, { smoke: 2, usual: 40, full: 1_000 });
    const figures: Figure[] = [];
    for (const api of options.apis) {
      options.say(`nothing-new ${api}: ${mailboxes} mailboxes`);
      const counts = await secondRun(api, mailboxes);
      figures.push(...figuresOf(api, counts, mailboxes));
    }
    return {
      settings: `${mailboxes} mailboxes with 30 folders in scope each, read once and then again. Counts: they are the same for 1,000 mailboxes, which \`--full\` reads.`,
      figures,
    };
  },
};

async function secondRun(api: MailApi, mailboxes: number): Promise<ServerCounts> {
  const world = { seed: 1, mailboxes, messages: 1, extraFolders };
  return withServers({ world, api }, undefined, async ({ servers, run }) => {
    const addresses = Array.from({ length: mailboxes }, (_, number) => addressOf(number)).join(',');
    const environment = { EXCHANGE_PRIMARY_SMTP_ADDRESS: addresses, PROCESS_ARCHIVE_MAILBOX: 'false' };
    requireDocuments(await run({ state: 'same', environment }), mailboxes);
    await servers.ask('reset');
    const again = await run({ state: 'same', environment });
    const put = requireDocuments(again, 0);
    if (put > 0) throw new Error(`${put} documents were put although nothing was new`);
    return servers.ask('counts');
  });
}

function figuresOf(api: MailApi, counts: ServerCounts, mailboxes: number): readonly Figure[] {
  const name = apiNames[api];
  const mailService = api === 'ews' ? 'exchange' : 'graph';
  return [
    figureOf(
      {
        name: `${name}: calls for each unchanged mailbox`,
        unit: 'calls',
        goal: { most: 2.99 },
        because:
          'One look tells which folders to read: through Graph a list of a hundred folders below the same one. What is left there is the tree, and calendars and contacts, which are listed each time; they go out as five calls, but each part of a batch counts.',
      },
      [callsOf(counts, mailService) / mailboxes],
    ),
    figureOf(
      {
        name: `${name}: DynamoDB read units for each mailbox`,
        unit: 'units',
        goal: { most: 2 * 30 },
        because: 'The folders of a mailbox are read as one query; what is left are leases and records of the mailbox.',
      },
      [counts.units.read / mailboxes],
    ),
    figureOf(
      {
        name: `${name}: rows written for each mailbox`,
        unit: 'rows',
        because: 'The lease, and whatever folders tell anew: none for a message, because there are none to read.',
      },
      [counts.rows / mailboxes],
    ),
    figureOf(
      {
        name: `${name}: calls to the index`,
        unit: 'calls',
        goal: { most: 0 },
        because: 'Puts, deletes and sync jobs: a run without any begins no job.',
      },
      [
        ['BatchPutDocument', 'BatchDeleteDocument', 'StartDataSourceSyncJob'].reduce(
          (sum, operation) => sum + (counts.calls[`qbusiness.${operation}`] ?? 0),
          0,
        ),
      ],
    ),
  ];
}
