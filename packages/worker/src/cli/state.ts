import { assignMailboxes, type Settings } from '@connector/shared';
import { createDynamoStore, type DynamoStore } from '../dynamodb/index.ts';
import { systemClock as clock } from '../runtime/system-clock.ts';
import type { MailboxRef } from '../sync/ports/index.ts';

/** The state table of a command, which says what it does by itself. Makes no call. */
export function openState({ dynamodbTableName: tableName, environment }: Settings): DynamoStore {
  return createDynamoStore({ tableName, environment, clock, emit: () => {} });
}

/**
 * Both stores of each of this worker's mailboxes, synced now or not: one that was switched off has its state still.
 */
export async function ownStores(settings: Settings, state: DynamoStore): Promise<readonly MailboxRef[]> {
  const { containerIndex, totalContainers } = settings;
  return assignMailboxes(await allMailboxes(settings, state), containerIndex, totalContainers).flatMap(bothStores);
}

/** The mailboxes of all workers: those of the list, or those that were frozen last where there is a group. */
export async function allMailboxes(settings: Settings, state: DynamoStore): Promise<readonly string[]> {
  const { exchangeMailboxGroup, exchangePrimarySmtpAddress: list } = settings;
  return exchangeMailboxGroup === undefined ? list : ((await state.roster.readRoster())?.addresses ?? list);
}

/** A mailbox's own store and its archive. */
export function bothStores(address: string): readonly MailboxRef[] {
  return [
    { address, store: 'primary' },
    { address, store: 'archive' },
  ];
}
