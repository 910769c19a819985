import { parentPort } from 'node:worker_threads';

const counts = {
  fetched: 0,
  indexed: 0,
  unchanged: 0,
  removed: 0,
  failed: 0,
  documentsPut: 0,
  documentsDeleted: 0,
  attachments: 0,
  attachmentsSkipped: 0,
  pages: 0,
};

/** A sync thread whose runs end as the mailboxes' names say: `incomplete…` advises to come back after 20 minutes. */
parentPort.on('message', ({ type, settings, mode }) => {
  if (type !== 'run') return;
  const addresses = settings.exchangePrimarySmtpAddress;
  parentPort.postMessage({ type: 'events', events: [{ type: 'run-started', mode, mailboxes: addresses, stores: [] }] });
  const incomplete = addresses.filter((address) => address.startsWith('incomplete'));
  const failure = { code: 'ErrorServerBusy', kind: 'throttled', message: 'busy', retryAfterMs: 20 * 60_000 };
  const mailboxes = incomplete.map((address) => ({
    mailbox: { address, store: 'primary' },
    result: { outcome: 'incomplete', counts, failures: [failure], outstanding: {}, durationMs: 1 },
  }));
  const outcome = incomplete.length === 0 ? 'complete' : 'incomplete';
  const tallies = { failuresByCode: {}, attachmentsSkippedByReason: {} };
  const summary = { mode, outcome, mailboxes, counts, ...tallies, durationMs: 1 };
  parentPort.postMessage({ type: 'events', events: [{ type: 'run-finished', summary }] });
  parentPort.postMessage({ type: 'finished', summary });
});
