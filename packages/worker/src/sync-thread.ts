import { parentPort } from 'node:worker_threads';
import { assignMailboxes, type Settings } from '@connector/shared';
import { customFields } from './documents/index.ts';
import { createDynamoStore } from './dynamodb/index.ts';
import { toFailure } from './errors.ts';
import { createExchangeSource } from './exchange/index.ts';
import { createQBusinessIndex } from './qbusiness/index.ts';
import { systemClock as clock } from './runtime/system-clock.ts';
import { heartbeatMs, type ThreadCommand, type ThreadReport } from './runtime/thread-messages.ts';
import { type EventSink, type RunSummary, runSync, type SyncMode } from './sync/index.ts';
import type { MailboxRef } from './sync/ports/index.ts';
import { version } from './version.ts';

/** The sync thread: builds the adapters for each run and runs the engine. */
const port = parentPort;
if (port === null) throw new Error('this file runs in a worker thread; start main.mjs');
const report = (message: ThreadReport): void => port.postMessage(message);
const emit: EventSink = (event) => report({ type: 'event', event });

/** No other process ever has it: a restarted worker must not take itself for the one that still writes. */
const processId = clock.random().toString(36).slice(2);

const drain = new AbortController();
const abort = new AbortController();

port.on('message', (command: ThreadCommand) => {
  if (command.type === 'drain') drain.abort();
  else if (command.type === 'abort') abort.abort();
  else {
    run(command.settings, command.mode).then(
      (summary) => report({ type: 'finished', summary }),
      (thrown: unknown) => report({ type: 'failed', failure: toFailure(thrown) }),
    );
  }
});
clock.every(heartbeatMs, () => report({ type: 'heartbeat' }));

async function run(settings: Settings, mode: SyncMode): Promise<RunSummary> {
  const { qbusinessApplicationId, qbusinessIndexId, qbusinessDatasourceId, containerIndex, totalContainers } = settings;
  const target = {
    applicationId: qbusinessApplicationId,
    indexId: qbusinessIndexId,
    dataSourceId: qbusinessDatasourceId,
  };
  const { dynamodbTableName: tableName, environment, documentBatchSize } = settings;
  const worker = `worker-${containerIndex}-of-${totalContainers}`;
  const source = createExchangeSource({ settings, clock, emit, version });
  const state = createDynamoStore({ tableName, environment, clock, emit });
  const index = createQBusinessIndex({
    target,
    documentBatchSize,
    participantId: worker,
    jobs: state.syncJobs(target),
    wantedFields: customFields,
    clock,
    emit,
  });
  try {
    return await runSync({
      source,
      index,
      state,
      clock,
      emit,
      mailboxes: storesOf(settings),
      mode,
      owner: `${worker}/${processId}`,
      leaseMs: settings.leaseSeconds * 1000,
      auditDocuments: settings.auditDocuments,
      concurrency: settings.enableThreading ? settings.maxWorkerThreads : 1,
      drain: drain.signal,
      abort: abort.signal,
    });
  } finally {
    await Promise.all([source.close(), index.close(), state.close()]);
  }
}

/** This worker's share of the list, store by store. */
function storesOf(settings: Settings): readonly MailboxRef[] {
  const { exchangePrimarySmtpAddress, containerIndex, totalContainers, processMainMailbox, processArchiveMailbox } =
    settings;
  return assignMailboxes(exchangePrimarySmtpAddress, containerIndex, totalContainers).flatMap((address) => [
    ...(processMainMailbox ? [{ address, store: 'primary' } as const] : []),
    ...(processArchiveMailbox ? [{ address, store: 'archive' } as const] : []),
  ]);
}
