import type { Settings } from '@connector/shared';
import { runSettings } from '../composition.ts';
import { toFailure } from '../errors.ts';
import { estimate, estimateText } from '../estimate/index.ts';
import { type EstimateRequest, exitCodes } from './options.ts';
import { allMailboxes, openState } from './state.ts';

/**
 * Works out on paper what the list of mailboxes needs. Asks no service, but the state table where a group says whose mailboxes
 * they are. Returns the exit code.
 */
export async function estimateCommand(settings: Settings, { json, ...assumed }: EstimateRequest): Promise<number> {
  const all = await listed(settings);
  if (all === undefined) {
    console.error('The mailboxes of EXCHANGE_MAILBOX_GROUP are not known before the first run: use `worker plan`.');
    return exitCodes.usage;
  }
  const mailboxes = new Set(runSettings(settings, all).everybodysMailboxes.map(({ address }) => address)).size;
  const demand = { ...assumed, mailboxes, syncIntervalHours: settings.syncIntervalHours };
  const result = estimate(demand);
  console.log(json ? JSON.stringify(result) : estimateText(demand, result));
  return exitCodes.complete;
}

/** Undefined: a group says whose they are, and no run has asked for its members yet. */
async function listed(settings: Settings): Promise<readonly string[] | undefined> {
  if (settings.exchangeMailboxGroup === undefined) return settings.exchangePrimarySmtpAddress;
  const state = openState(settings);
  try {
    return await allMailboxes(settings, state);
  } catch (thrown) {
    if (toFailure(thrown).code !== 'dynamodb.ResourceNotFoundException') throw thrown;
    return undefined;
  } finally {
    await state.close();
  }
}
