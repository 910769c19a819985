import { assignMailboxes, type Settings } from '@connector/shared';
import { type CustomField, fieldsOf } from './documents/index.ts';
import { createDynamoStore, type DynamoStore } from './dynamodb/index.ts';
import { openSource } from './open-source.ts';
import { createQBusinessIndex, type QBusinessIndexOptions, type QBusinessTarget } from './qbusiness/index.ts';
import { createScope } from './scope/index.ts';
import { createS3Staging } from './staging/index.ts';
import type { EventSink, RunOptions } from './sync/index.ts';
import type { Clock, DocumentIndex, MailboxRef, MailSource } from './sync/ports/index.ts';
import { version } from './version.ts';

/** The adapters that settings ask for. */
export interface Adapters {
  readonly source: MailSource;
  readonly state: DynamoStore;
  readonly index: DocumentIndex;
  /** Ends their connections. */
  close(): Promise<void>;
}

/** Builds the adapters; none of them makes a call by itself. */
export function openAdapters(
  settings: Settings,
  { clock, emit }: { readonly clock: Clock; readonly emit: EventSink },
): Adapters {
  const { dynamodbTableName: tableName, environment, documentBatchSize } = settings;
  const target = targetOf(settings);
  const source = openSource(settings, { clock, emit, version });
  const state = createDynamoStore({ tableName, environment, clock, emit });
  const index = createQBusinessIndex({
    target,
    documentBatchSize,
    participantId: workerName(settings),
    jobs: state.syncJobs(target),
    wantedFields: wantedFields(settings),
    ...stagingOf(settings, { clock, emit }),
    clock,
    emit,
  });
  return {
    source,
    state,
    index,
    close: async () => {
      await Promise.all([source.close(), index.close(), state.close()]);
    },
  };
}

/** Nobody has to add fields to an index for what is not indexed. */
function wantedFields({ indexCalendars, indexContacts }: Settings): readonly CustomField[] {
  const calendars = indexCalendars ? (['event'] as const) : [];
  const contacts = indexContacts ? (['contact'] as const) : [];
  return fieldsOf(['message', 'attachment', ...calendars, ...contacts]);
}

/** The data source that documents go into. */
export function targetOf(settings: Settings): QBusinessTarget {
  return {
    applicationId: settings.qbusinessApplicationId,
    indexId: settings.qbusinessIndexId,
    dataSourceId: settings.qbusinessDatasourceId,
  };
}

/** Settings name a bucket and a role together, or neither. */
function stagingOf(
  { stagingBucket: bucket, stagingRoleArn: roleArn }: Settings,
  seams: { readonly clock: Clock; readonly emit: EventSink },
): Pick<QBusinessIndexOptions, 'staging'> {
  if (bucket === undefined || roleArn === undefined) return {};
  const account = roleArn.split(':')[4] ?? '';
  return { staging: { area: createS3Staging({ bucket, account, ...seams }), roleArn } };
}

/**
 * What settings say of a run: which mailboxes are this worker's, and how they are worked off.
 * @param all the mailboxes of all workers, in the order in which they are shared
 */
export function runSettings(
  settings: Settings,
  all: readonly string[],
): Pick<
  RunOptions,
  | 'scope'
  | 'mailboxes'
  | 'everybodysMailboxes'
  | 'place'
  | 'deletionSafeguardPercent'
  | 'auditDocuments'
  | 'leaseMs'
  | 'concurrency'
> {
  const { containerIndex, totalContainers } = settings;
  const scope = createScope(settings);
  return {
    scope,
    // Filtered after they were shared out, so that a filter moves no mailbox to another worker.
    mailboxes: storesOf(settings, scope.mailboxes(assignMailboxes(all, containerIndex, totalContainers))),
    everybodysMailboxes: storesOf(settings, scope.mailboxes(all)),
    place: { index: containerIndex, total: Math.min(totalContainers, all.length) },
    deletionSafeguardPercent: settings.deletionSafeguardPercent,
    leaseMs: settings.leaseSeconds * 1000,
    auditDocuments: settings.auditDocuments,
    concurrency: settings.enableThreading ? settings.maxWorkerThreads : 1,
  };
}

/** The container's stable name. */
export function workerName({ containerIndex, totalContainers }: Settings): string {
  return `worker-${containerIndex}-of-${totalContainers}`;
}

/** Stores of mailboxes, as far as settings want them. */
export function storesOf(settings: Settings, addresses: readonly string[]): readonly MailboxRef[] {
  const { processMainMailbox, processArchiveMailbox } = settings;
  return addresses.flatMap((address) => [
    ...(processMainMailbox ? [{ address, store: 'primary' } as const] : []),
    ...(processArchiveMailbox ? [{ address, store: 'archive' } as const] : []),
  ]);
}
