import type { Settings } from '@connector/shared';
import { runSettings } from '../composition.ts';
import { estimate, estimateText } from '../estimate/index.ts';
import { type EstimateRequest, exitCodes } from './options.ts';

/** Works out on paper what the list of mailboxes needs. Asks no service. Returns the exit code. */
export function estimateCommand(settings: Settings, { json, ...assumed }: EstimateRequest): number {
  const mailboxes = new Set(runSettings(settings).everybodysMailboxes.map(({ address }) => address)).size;
  const demand = { ...assumed, mailboxes, syncIntervalHours: settings.syncIntervalHours };
  const result = estimate(demand);
  console.log(json ? JSON.stringify(result) : estimateText(demand, result));
  return exitCodes.complete;
}
