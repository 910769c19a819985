import { createHash } from 'node:crypto';
import type { EventSink, SyncEvent } from '../sync/events.ts';
import type { Logger } from './logger.ts';

/** A listener that turns events into log lines: runs and mailboxes at info, everything else below. */
export function logEvents(logger: Logger): EventSink {
  return (event) => {
    const handler = lines[event.type] as ((event: SyncEvent, logger: Logger) => void) | undefined;
    handler?.(event, logger);
  };
}

type Lines = {
  readonly [Type in SyncEvent['type']]?: (event: Extract<SyncEvent, { type: Type }>, logger: Logger) => void;
};

const lines: Lines = {
  'run-started': ({ mode, mailboxes }, logger) => logger.info('run started', { mode, mailboxes: mailboxes.length }),
  'run-finished': ({ summary }, logger) => {
    const { mode, outcome, counts, failuresByCode, messagesFilteredByReason, attachmentsSkippedByReason, durationMs } =
      summary;
    const { configurationFailure, failure, indexJobs = [], audit } = summary;
    if (configurationFailure !== undefined) {
      logger.error(configurationFailure.message, { code: configurationFailure.code });
    }
    if (failure !== undefined) logger.warn(failure.message, { code: failure.code });
    const missing = Object.values(failuresByCode).reduce((sum, messages) => sum + messages, 0);
    if (missing > 0)
      logger.warn(`${missing} messages are not in the index as they should be`, { see: 'worker failures' });
    const late = indexJobs.reduce((sum, { failed }) => sum + failed, 0);
    if (late > 0)
      logger.warn(`the index could not index ${late} documents that it had accepted`, { see: 'AUDIT_DOCUMENTS' });
    logger.info('run finished', {
      mode,
      outcome,
      seconds: Math.round(durationMs / 100) / 10,
      mailboxes: summary.mailboxes.length,
      ...counts,
      failuresByCode,
      messagesFilteredByReason,
      attachmentsSkippedByReason,
      indexJobs,
      audit,
    });
  },
  'mailbox-started': ({ mailbox }, logger) => logger.info('mailbox started', { ...mailbox }),
  'mailbox-finished': ({ mailbox, result }, logger) => {
    const { outcome, counts, failures, outstanding, durationMs } = result;
    const details = { ...mailbox, outcome, seconds: Math.round(durationMs / 100) / 10, ...counts, outstanding };
    // What a person has to mend is said once, for the run.
    for (const { code, kind, message } of failures) {
      if (kind !== 'configuration') logger.warn(message, { code, ...mailbox });
    }
    logger.info('mailbox finished', details);
  },
  'mailbox-parked': ({ mailbox, forMs, failure }, logger) =>
    logger.warn(`the mailbox is left alone for a while: ${failure.message}`, {
      ...mailbox,
      code: failure.code,
      seconds: Math.round(forMs / 1000),
    }),
  'folder-started': ({ mailbox, folder }, logger) =>
    logger.debug('folder started', { ...mailbox, folder: short(folder) }),
  'folder-failed': ({ mailbox, folder, failure }, logger) =>
    logger.warn(`a folder could not be read: ${failure.message}`, {
      code: failure.code,
      ...mailbox,
      folder: short(folder),
    }),
  'item-failed': ({ mailbox, itemId, failure }, logger) =>
    logger.warn(`an item failed: ${failure.message}`, { code: failure.code, ...mailbox, item: short(itemId) }),
  'attachment-skipped': ({ mailbox, reason }, logger) => logger.debug('attachment skipped', { ...mailbox, reason }),
  'message-filtered': ({ mailbox, reason }, logger) => logger.debug('message left out', { ...mailbox, reason }),
  retrying: ({ service, operation, attempt, delayMs, failure }, logger) =>
    logger.debug('retrying', { service, operation, attempt, delayMs, code: failure.code }),
  call: ({ service, operation, durationMs, ok }, logger) =>
    logger.debug('call', { service, operation, ms: Math.round(durationMs), ok }),
  'sync-job': ({ state, executionId }, logger) => logger.info('sync job', { state, executionId }),
  lease: ({ mailbox, state, owner }, logger) => logger.warn(`the mailbox's lease: ${state}`, { ...mailbox, owner }),
  'index-size': ({ documents, textBytes, units }, logger) =>
    logger.debug('index size', { documents, textBytes, units }),
  'deletions-held': ({ mailbox, messages, known }, logger) =>
    logger.warn(`${messages} of ${known} messages would be deleted from the index: held back until they are released`, {
      ...mailbox,
      see: 'worker held',
    }),
  'mailboxes-frozen': ({ type: _, ...list }, logger) => logger.info('the list of all mailboxes was frozen', list),
  'mailboxes-held': ({ leaving, listed }, logger) =>
    logger.warn(`${leaving} of ${listed} mailboxes are in the group no more: they stay until they are released`, {
      see: 'worker held',
    }),
  'access-group': ({ type: _, state, ...group }, logger) =>
    logger.info(`a group of those who may see documents: ${state}`, group),
  warning: ({ code, message }, logger) => logger.warn(message, { code }),
};

/** Names of folders and ids of items say too much and too much text: a digest finds them again. */
function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
