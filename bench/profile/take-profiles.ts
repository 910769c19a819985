import type { MailApi } from '@connector/sandbox';
import { serverCore, withServers, workerCore } from '../scenarios/with-servers.ts';
import { addressOf } from '../servers/world-spec.ts';
import { requireDocuments } from '../worker/run-facts.ts';

const sampler = new URL('./sampler.mjs', import.meta.url).href;

/** Has a worker read a mailbox, with profiles of both threads taken into the folder. */
export async function takeProfiles(options: {
  readonly api: MailApi;
  readonly messages: number;
  readonly bodyBytes: number;
  readonly folder: string;
}): Promise<void> {
  const { api, messages, bodyBytes, folder } = options;
  const world = { seed: 1, mailboxes: 1, messages, bodyBytes };
  await withServers({ world, api, prerendered: true }, serverCore, async ({ run }) => {
    const environment = { EXCHANGE_PRIMARY_SMTP_ADDRESS: addressOf(0), PROCESS_ARCHIVE_MAILBOX: 'false' };
    const finished = await run({
      environment: { ...environment, PROFILE_FOLDER: folder },
      nodeArgs: ['--import', sampler],
      core: workerCore,
    });
    requireDocuments(finished, messages);
  });
}
