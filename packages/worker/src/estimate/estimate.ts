import { unitsUsed } from '@connector/shared';
import { assumptions } from './assumptions.ts';

/** What is to be brought into the index, and how. */
export interface Demand {
  readonly mailboxes: number;
  readonly messagesPerMailbox: number;
  /** Messages that come, move or change in a mailbox each day. */
  readonly changesPerDay: number;
  /** Documents a second that the index takes from all workers together. Not published: what a dashboard showed. */
  readonly indexDocumentsPerSecond: number;
  /** US dollars of a unit of index capacity for an hour. */
  readonly unitPrice: number;
  readonly syncIntervalHours: number;
  /** Of each environment; without it, as many as are worth having. */
  readonly workers?: number;
}

/** What ends the growth of the speed, or of everything. */
export type Limit = 'one mailbox' | 'workers' | 'rate of the index' | 'capacity of the index';

export interface Estimate {
  readonly mailboxes: number;
  readonly messages: number;
  readonly documents: number;
  readonly units: number;
  /** Indexes of `unitsOfIndex` units that they fill: an environment with a list of its own for each. */
  readonly environments: number;
  /** Of all environments. */
  readonly workers: number;
  /** What has to be changed first to get further. */
  readonly limit: Limit;
  /** Hours of the first sync, in all environments at the same time. */
  readonly firstSyncHours: number;
  /** Hours of a run that finds what changed in an interval. */
  readonly laterRunHours: number;
  /** US dollars a month; `firstSync` is paid once. */
  readonly cost: {
    readonly workers: number;
    readonly state: number;
    readonly index: number;
    readonly firstSync: number;
  };
}

/** More are no use to anybody who pays for them. */
const mostWorkers = 100;

/** Works out on paper what a list of mailboxes needs. What goes beyond an index is shared out evenly among several. */
export function estimate(demand: Demand): Estimate {
  const { mailboxes, messagesPerMailbox, unitPrice } = demand;
  const messages = mailboxes * messagesPerMailbox;
  const documents = Math.ceil(messages * (1 + assumptions.attachmentsPerMessage));
  const units = Math.ceil(unitsUsed({ documents, textBytes: documents * assumptions.textBytesPerDocument }));
  const environments = Math.max(1, Math.ceil(units / assumptions.unitsOfIndex));
  const share = { ...demand, mailboxes: Math.ceil(mailboxes / environments) };
  const workersOfEach = demand.workers ?? workersWorthHaving(share);
  const hours = hoursFor(share, workersOfEach);
  const workers = environments * workersOfEach;
  return {
    mailboxes,
    messages,
    documents,
    units,
    environments,
    workers,
    limit: environments > 1 ? 'capacity of the index' : slowest(hours),
    firstSyncHours: Math.max(...Object.values(hours)),
    laterRunHours: laterRun(share, workersOfEach),
    cost: { ...monthly(demand, { messages, workers }), index: units * unitPrice * assumptions.hoursOfMonth },
  };
}

type SpeedLimit = Exclude<Limit, 'capacity of the index'>;

/** How long the first sync takes if nothing but one limit counts. */
function hoursFor(demand: Demand, workers: number): Readonly<Record<SpeedLimit, number>> {
  const { mailboxes, messagesPerMailbox, indexDocumentsPerSecond } = demand;
  const messages = mailboxes * messagesPerMailbox;
  return {
    'one mailbox': messagesPerMailbox / assumptions.messagesPerSecondOfMailbox / 3600,
    workers: messages / rateOf(demand, workers) / 3600,
    'rate of the index': (messages * (1 + assumptions.attachmentsPerMessage)) / indexDocumentsPerSecond / 3600,
  };
}

/** Messages a second that so many workers bring in if nothing holds them up. */
function rateOf({ mailboxes }: Demand, workers: number): number {
  const { messagesPerSecondOfMailbox, messagesPerSecondOfWorker, threadsPerWorker } = assumptions;
  const atATime = Math.min(mailboxes, workers * threadsPerWorker);
  return Math.min(atATime * messagesPerSecondOfMailbox, workers * messagesPerSecondOfWorker);
}

function slowest(hours: Readonly<Record<SpeedLimit, number>>): SpeedLimit {
  const order: readonly SpeedLimit[] = ['one mailbox', 'rate of the index', 'workers'];
  return order.reduce((worst, next) => (hours[next] > hours[worst] ? next : worst));
}

/** The least number with which the first sync waits for something else, and looking for changes takes half an interval. */
function workersWorthHaving(demand: Demand): number {
  const { mailboxes, syncIntervalHours } = demand;
  for (let workers = 1; workers < mostWorkers; workers += 1) {
    const waitsForOthers = slowest(hoursFor(demand, workers)) !== 'workers';
    if (waitsForOthers && listing(demand, workers) <= syncIntervalHours / 2) return workers;
    if (workers * assumptions.threadsPerWorker >= mailboxes) return workers;
  }
  return mostWorkers;
}

/** Hours in which all mailboxes are asked for what changed. */
function listing({ mailboxes }: Demand, workers: number): number {
  const atATime = Math.min(mailboxes, workers * assumptions.threadsPerWorker);
  return (mailboxes * assumptions.callsPerLook * assumptions.exchangeCallSeconds) / atATime / 3600;
}

/** Hours of a run that finds what changed since the last one. */
function laterRun(demand: Demand, workers: number): number {
  const { mailboxes, changesPerDay, syncIntervalHours, indexDocumentsPerSecond } = demand;
  const changes = (mailboxes * changesPerDay * syncIntervalHours) / 24;
  const perSecond = Math.min(
    rateOf(demand, workers),
    indexDocumentsPerSecond / (1 + assumptions.attachmentsPerMessage),
  );
  return listing(demand, workers) + changes / perSecond / 3600;
}

function monthly(
  { mailboxes, changesPerDay, syncIntervalHours }: Demand,
  { messages, workers }: { readonly messages: number; readonly workers: number },
): { workers: number; state: number; firstSync: number } {
  const { prices, hoursOfMonth, writeUnitsPerMessage, idleUnitsPerStore, stateBytesPerMessage } = assumptions;
  const runs = hoursOfMonth / syncIntervalHours;
  const changes = (mailboxes * changesPerDay * hoursOfMonth) / 24;
  const written = changes * writeUnitsPerMessage + runs * mailboxes * idleUnitsPerStore.write;
  const read = runs * mailboxes * idleUnitsPerStore.read;
  const stored = (messages * stateBytesPerMessage) / 1e9;
  return {
    workers: workers * prices.workerHour * hoursOfMonth,
    state:
      (written * prices.millionWriteUnits + read * prices.millionReadUnits) / 1e6 + stored * prices.stateGigabyteMonth,
    firstSync: (messages * writeUnitsPerMessage * prices.millionWriteUnits) / 1e6,
  };
}
