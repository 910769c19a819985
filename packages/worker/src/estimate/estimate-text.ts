import { assumptions } from './assumptions.ts';
import type { Demand, Estimate, Limit } from './estimate.ts';

const advice: Readonly<Record<Limit, string>> = {
  'one mailbox':
    'The largest mailbox is what takes longest: Exchange serves one mailbox no faster, and more workers do not help.',
  workers: 'More workers would make it faster: set workerCount.',
  'rate of the index':
    'Amazon Q Business takes no more at a time: more workers would only wait more. Ask AWS for a higher rate.',
  'capacity of the index':
    `An index has at most ${assumptions.unitsOfIndex} units: index less (RECEIVED_AFTER, filters, fewer mailboxes), or ` +
    'deploy several environments with a list and an index each.',
};

/** An estimate for people, with what it rests on. */
export function estimateText(demand: Demand, result: Estimate): string {
  const { cost } = result;
  return [
    `${count(result.mailboxes)} mailboxes with ${count(demand.messagesPerMailbox)} messages each: ` +
      `${count(result.documents)} documents, ${count(result.units)} units of index capacity.`,
    `${result.environments === 1 ? '' : `That is ${count(result.environments)} indexes, each with an environment of its own. `}Limit: ${result.limit}. ${advice[result.limit]}`,
    `Workers: ${result.workers}. First sync: ${duration(result.firstSyncHours)}. A run every ${demand.syncIntervalHours} hours ` +
      `with ${count(demand.changesPerDay)} changes a day and mailbox: ${duration(result.laterRunHours)}.`,
    `A month: ${dollars(cost.index)} for the index, ${dollars(cost.workers)} for workers, ${dollars(cost.state)} for DynamoDB; ` +
      `once, for the first sync: ${dollars(cost.firstSync)}. Network, logs and users come on top.`,
    `On paper: ${assumptions.messagesPerSecondOfMailbox} messages a second of a mailbox, ${demand.indexDocumentsPerSecond} documents ` +
      `a second into the index (--index-rate; AWS publishes none), ${demand.unitPrice} dollars for a unit and hour (--unit-price; check ` +
      'it). docs/explanation/scaling.md tells where the numbers come from.',
  ].join('\n');
}

/** Thousands apart. */
export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** US dollars; of less than ten, the cents as well. */
export function dollars(value: number): string {
  return `$${value.toLocaleString('en-US', value < 10 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumFractionDigits: 0 })}`;
}

/** Minutes, hours or days, whichever can be read best. */
export function duration(hours: number): string {
  if (hours < 1) return `${Math.max(1, Math.round(hours * 60))} min`;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`;
}
