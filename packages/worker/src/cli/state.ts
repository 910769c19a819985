import { assignMailboxes, type Settings } from '@connector/shared';
import { createDynamoStore, type DynamoStore } from '../dynamodb/index.ts';
import { systemClock as clock } from '../runtime/system-clock.ts';
import type { MailboxRef } from '../sync/ports/index.ts';

/** The state table of a command, which says what it does by itself. Makes no call. */
export function openState({ dynamodbTableName: tableName, environment }: Settings): DynamoStore {
  return createDynamoStore({ tableName, environment, clock, emit: () => {} });
}

/** Both stores of each of this worker's mailboxes, synced now or not: one that was switched off has its state still. */
export function ownStores(settings: Settings): readonly MailboxRef[] {
  const { exchangePrimarySmtpAddress, containerIndex, totalContainers } = settings;
  return assignMailboxes(exchangePrimarySmtpAddress, containerIndex, totalContainers).flatMap(bothStores);
}

/** A mailbox's own store and its archive. */
export function bothStores(address: string): readonly MailboxRef[] {
  return [
    { address, store: 'primary' },
    { address, store: 'archive' },
  ];
}
