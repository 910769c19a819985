import { markdownTable } from '@connector/shared';
import { assumptions } from './assumptions.ts';
import { type Demand, estimate } from './estimate.ts';
import { count, dollars, duration } from './estimate-text.ts';

/** What the page assumes of every company, and `pnpm worker plan --estimate` without options. */
export const ordinaryDemand = {
  messagesPerMailbox: 10_000,
  changesPerDay: 50,
  /** Two requests of ten documents: what to begin with, as long as AWS publishes no rate. */
  indexDocumentsPerSecond: 20,
  /** An enterprise index, as known when this was written. */
  unitPrice: 0.264,
  syncIntervalHours: 24,
} as const satisfies Omit<Demand, 'mailboxes'>;

/** From one team to the largest company. */
const sizes = [5, 50, 500, 5_000, 100_000];

/** The page on scaling as Markdown; that in `docs/explanation` is this text. */
export function scalingPage(): string {
  const { prices, idleUnitsPerStore: idle } = assumptions;
  return `# Scaling on paper

<!-- Generated from packages/worker/src/estimate by \`pnpm docs\`. -->

From 5 to 100,000 mailboxes: which limit binds first, what to set, and what it costs a month. \`pnpm worker plan --estimate\`
works out the same for your own list. How to set the numbers: [the guide to scaling](../guides/scaling.md). What was measured:
[performance](performance.md).

## Sizes

${count(ordinaryDemand.messagesPerMailbox)} messages in a mailbox, ${ordinaryDemand.changesPerDay} changes a day in each, a run every ${ordinaryDemand.syncIntervalHours} hours, ${ordinaryDemand.indexDocumentsPerSecond} documents a second into the
index, ${ordinaryDemand.unitPrice} dollars for a unit and hour. Where one index does not do, each has an environment of its own, with an even
share of the mailboxes; the numbers are of all together.

${markdownTable([['Mailboxes', 'Documents', 'Units', 'Workers', 'Limit', 'First sync', 'Later run'], ...sizes.map(sizeRow)])}

${markdownTable([['Mailboxes', 'Index, a month', 'Workers, a month', 'DynamoDB, a month', 'First sync, once'], ...sizes.map(costRow)])}

## What binds

1. **Capacity of the index comes first.** A unit holds 20,000 documents, an index at most ${assumptions.unitsOfIndex} units: a million documents.
   That is about ${count(mailboxesOfIndex())} mailboxes of this size. Beyond it, index less (\`RECEIVED_AFTER\`, filters, fewer attachments, a part
   of the mailboxes), or deploy an environment with a list and an index of its own for each part. The price of the index is
   more than all the rest together, at any size.
2. **Then the rate at which the index takes documents.** It holds for all workers together, and AWS publishes none, nor whether
   it is that of an index, as assumed here, or of an account. Workers share it: more of them only wait more. A first sync of a full index takes ${duration(1_000_000 / ordinaryDemand.indexDocumentsPerSecond / 3600)} at ${ordinaryDemand.indexDocumentsPerSecond} documents a second. The
   dashboard shows the rate that you get; give it to \`--index-rate\`.
3. **Exchange binds a mailbox, never a company.** Microsoft budgets by mailbox: Graph takes 10,000 requests in ten minutes of
   each, four at a time; twenty messages are one, plain texts and attachments further ones. A mailbox of a million messages takes
   ${duration(1_000_000 / assumptions.messagesPerSecondOfMailbox / 3600)}, whatever the number of workers; others are read meanwhile.
4. **Workers are cheap.** One takes in ${assumptions.messagesPerSecondOfWorker} messages a second before its processor is busy, more than the index takes. More
   are for runs over many mailboxes with little new in each, where the time goes into waiting for Exchange.
5. **DynamoDB does not bind.** It is paid by use, and a partition takes about 160 messages a second of one mailbox.

## Where the numbers come from

${markdownTable([['What', 'Value', 'Source'], ...sources()])}

Prices are list prices of \`us-east-1\` in US dollars: check them before you rely on them. A vCPU with 2 GB costs ${prices.workerHour} an hour, a
month has ${assumptions.hoursOfMonth} hours; DynamoDB ${prices.millionWriteUnits} for a million write units, ${prices.millionReadUnits} for a million read units, ${prices.stateGigabyteMonth} for a GB and month
with point-in-time recovery; a run with nothing new takes ${idle.write} write and ${idle.read} read units for each store. Network, logs and the
subscriptions of users come on top.
`;
}

function sizeRow(mailboxes: number): readonly string[] {
  const { documents, units, environments, limit, workers, firstSyncHours, laterRunHours } = estimated(mailboxes);
  const capacity = environments > 1 ? `${count(units)}, ${count(environments)} indexes` : count(units);
  return [
    count(mailboxes),
    count(documents),
    capacity,
    String(workers),
    limit,
    duration(firstSyncHours),
    duration(laterRunHours),
  ];
}

function costRow(mailboxes: number): readonly string[] {
  const { cost } = estimated(mailboxes);
  return [count(mailboxes), ...[cost.index, cost.workers, cost.state, cost.firstSync].map(dollars)];
}

function estimated(mailboxes: number) {
  return estimate({ ...ordinaryDemand, mailboxes });
}

function mailboxesOfIndex(): number {
  const documents = ordinaryDemand.messagesPerMailbox * (1 + assumptions.attachmentsPerMessage);
  return Math.floor((assumptions.unitsOfIndex * 20_000) / documents);
}

function sources(): readonly (readonly string[])[] {
  return [
    [
      'documents of attachments for each message',
      String(assumptions.attachmentsPerMessage),
      'measured, guide to scaling',
    ],
    ['text of a document', `${assumptions.textBytesPerDocument / 1024} kB`, 'a guess'],
    ['calls to see what changed in a mailbox', String(assumptions.callsPerLook), 'measured, performance'],
    ['a call to Exchange', `${assumptions.exchangeCallSeconds} s`, 'the latency of the benchmark'],
    [
      'messages a second of a mailbox',
      String(assumptions.messagesPerSecondOfMailbox),
      'measured, rounded down; from the field 3 are reported',
    ],
    ['messages a second of a worker', String(assumptions.messagesPerSecondOfWorker), 'measured, rounded down'],
    ['documents a second of the index', String(ordinaryDemand.indexDocumentsPerSecond), 'a guess, not published'],
    ['write units for a message', String(assumptions.writeUnitsPerMessage), 'measured, guide to scaling'],
    ['state of a message', `${assumptions.stateBytesPerMessage} bytes`, 'measured, guide to scaling'],
    ['unit of index capacity', `${ordinaryDemand.unitPrice} dollars an hour`, 'known when this was written'],
  ];
}
