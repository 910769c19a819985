import { setting } from '../setting.ts';
import { decimal, wholeNumber } from '../types/number-types.ts';
import { flag, oneOf } from '../types/word-types.ts';

/** Settings of the worker itself. */
export const workerSettings = {
  containerIndex: setting({
    name: 'CONTAINER_INDEX',
    type: wholeNumber(0, 9999),
    default: '0',
    note: 'less than `TOTAL_CONTAINERS`',
    doc: 'Number of this worker; it takes every `TOTAL_CONTAINERS`-th mailbox of the list, beginning with this one.',
    advice: 'Set by the deployment. Never give two running workers the same number.',
    environmentOnly: true,
  }),
  totalContainers: setting({
    name: 'TOTAL_CONTAINERS',
    type: wholeNumber(1, 10_000),
    default: '1',
    doc: 'How many workers share the mailbox list.',
    advice: 'Set by the deployment, the same for all workers.',
    environmentOnly: true,
  }),
  syncMode: setting({
    name: 'SYNC_MODE',
    type: oneOf('delta', 'full'),
    default: 'delta',
    doc: 'What a run does: read what changed, or read everything again and remove what is gone.',
    advice: 'Use `full` once when the index was changed behind the connector; it fetches and puts every message again.',
  }),
  syncIntervalHours: setting({
    name: 'SYNC_INTERVAL_HOURS',
    type: decimal(0.001, 8760, 'hours'),
    default: '24',
    doc: 'Time from the start of one complete run to the start of the next; after an incomplete one the worker comes back sooner.',
    advice:
      'Shorten it for fresher search results: a run with nothing new costs two calls for each mailbox through Exchange Web Services, and about seven requests through Microsoft Graph.',
  }),
  leaseSeconds: setting({
    name: 'LEASE_SECONDS',
    type: wholeNumber(5, 600, 'seconds'),
    default: '30',
    doc: 'How long a mailbox stays reserved for a worker that shows no sign of life any more.',
    advice:
      'Shorten it if workers are killed often and their mailboxes should go on sooner; a worker that stands still for two thirds of it gives its mailboxes up.',
  }),
  deletionSafeguardPercent: setting({
    name: 'DELETION_SAFEGUARD_PERCENT',
    type: wholeNumber(0, 100, 'percent'),
    default: '20',
    doc: "The part of a mailbox's messages that one run may delete from the index; more is held until an operator releases it.",
    advice:
      'Fewer than 50 messages are never held. 0 holds every larger deletion, 100 holds none; `worker held` lists what is held.',
  }),
  enableThreading: setting({
    name: 'ENABLE_THREADING',
    type: flag,
    default: 'true',
    doc: 'Sync several mailboxes at a time.',
    advice: 'Turn it off to look for a fault in the simplest possible sequence of calls.',
  }),
  maxWorkerThreads: setting({
    name: 'MAX_WORKER_THREADS',
    type: wholeNumber(1, 64, 'mailboxes'),
    default: '4',
    doc: 'How many mailboxes are synced at a time when `ENABLE_THREADING` is on; they share one sync thread.',
    advice:
      'Raise it when calls to Exchange take long; each mailbox in progress needs memory for its messages in flight.',
  }),
} as const;
