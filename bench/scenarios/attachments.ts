import type { MailApi } from '@connector/sandbox';
import { figureOf } from '../report/figure.ts';
import type { Figure } from '../report/report.ts';
import { type AttachedSpec, addressOf } from '../servers/world-spec.ts';
import { requireDocuments } from '../worker/run-facts.ts';
import type { WorkerRun } from '../worker/worker-run.ts';
import { apiNames, bySize, type Scenario } from './scenario.ts';
import { withServers } from './with-servers.ts';

const megabyte = 1024 * 1024;

/** What large, many and nested attachments take. */
export const attachments: Scenario = {
  name: 'attachments',
  title: 'Attachments',
  measure: async (options) => {
    const large = bySize(options, { smoke: 2 * megabyte, usual: 30 * megabyte, full: 30 * megabyte });
    const many = bySize(options, { smoke: 12, usual: 200, full: 200 });
    const messages = bySize(options, { smoke: 1, usual: 6, full: 30 });
    const figures: Figure[] = [];
    for (const api of options.apis) {
      const name = apiNames[api];
      options.say(`attachments ${api}: large`);
      const idle = await readAttachments(api, { messages, files: 1, bytes: 1_000 });
      const big = await readAttachments(api, { messages, files: 1, bytes: large });
      options.say(`attachments ${api}: many, nested`);
      const numerous = await readAttachments(api, { messages: 1, files: many, bytes: 10_000 });
      const nested = await readAttachments(api, { messages, files: 2, bytes: 10_000, nested: 5 });
      figures.push(...figuresOf(name, { large, idle, big }));
      figures.push(peakFigure(`${name}: ${many} attachments in one message, peak`, numerous));
      figures.push(peakFigure(`${name}: messages nested five deep, peak`, nested));
    }
    return {
      settings: `${messages} messages with a file of ${large / megabyte} MB each, which go through the staging bucket; one message with ${many} files; messages attached to messages. One run each.`,
      figures,
    };
  },
};

function readAttachments(api: MailApi, attached: AttachedSpec): Promise<WorkerRun> {
  const world = { seed: 1, mailboxes: 1, messages: 0, attached };
  return withServers({ world, api, sink: true, staging: true }, undefined, async ({ run }) => {
    const finished = await run({
      environment: { EXCHANGE_PRIMARY_SMTP_ADDRESS: addressOf(0), PROCESS_ARCHIVE_MAILBOX: 'false' },
    });
    // Each message, and each of its files: one that was left out would make the figures look better than they are.
    requireDocuments(finished, attached.messages * (1 + attached.files));
    return finished;
  });
}

function figuresOf(
  name: string,
  { large, idle, big }: { large: number; idle: WorkerRun; big: WorkerRun },
): readonly Figure[] {
  return [
    peakFigure(`${name}: large files, peak`, big),
    figureOf(
      {
        name: `${name}: memory above that for small files, in files`,
        unit: 'times the size of a file',
        goal: { most: 8 },
        because:
          'Files of 64 MB together are in flight at a time: each is decoded while it arrives; then its bytes, and what goes to the bucket.',
      },
      [Math.max(0, big.peakRss - idle.peakRss) / large],
    ),
  ];
}

function peakFigure(name: string, { peakRss }: WorkerRun): Figure {
  return figureOf({ name, unit: 'MB', because: 'Resident memory of the whole worker.' }, [peakRss / megabyte]);
}
