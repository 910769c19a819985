import { assignMailboxes, maskAddress } from '@connector/shared';
import type { RecordedCall } from '../exchange/index.ts';
import { allItems } from '../mail/index.ts';
import type { Sandbox } from '../sandbox.ts';
import { countBy } from './compare.ts';
import { fetchedBy, noProgress, progressBars } from './progress.ts';
import type { RowCounter, RowCounts } from './row-writes.ts';
import { runWorker, type WorkerResult } from './worker-process.ts';

/** What one worker did with one store of a mailbox. */
export interface MailboxReport {
  readonly mailbox: string;
  readonly store: string;
  readonly outcome: string;
  /** Documents that the index took. */
  readonly documents: number;
  readonly deleted: number;
  /** Messages that are not in the index as they should be, by cause code. */
  readonly failed: Readonly<Record<string, number>>;
  readonly seconds: number;
}

export interface WorkerReport {
  readonly index: number;
  readonly exitCode: number | null;
  readonly seconds: number;
  readonly mailboxes: readonly MailboxReport[];
  /** Attachments left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Warnings and errors it logged. */
  readonly troubles: readonly string[];
  /** What it wrote to standard error. */
  readonly errors: string;
}

/** One round of all workers. */
export interface PhaseReport {
  readonly name: string;
  readonly seconds: number;
  readonly workers: readonly WorkerReport[];
  readonly calls: Readonly<Record<string, number>>;
  /** Rows written to the state table, by kind. */
  readonly rows: RowCounts;
}

/** What all rounds have in common. */
export interface PhaseOptions {
  readonly sandbox: Sandbox;
  /** Watches the state table. */
  readonly rows: RowCounter;
  /** Hands on the calls to Exchange, to one listener at a time. */
  readonly listen: (listener: (call: RecordedCall) => void) => void;
  readonly workers: number;
  /** Show progress bars. */
  readonly progress: boolean;
  readonly stop: AbortSignal;
}

/** Runs all workers once, each as a process of its own, and waits for them. @throws AbortError when it is stopped */
export async function runPhase(name: string, options: PhaseOptions): Promise<PhaseReport> {
  const { sandbox, rows, workers, stop } = options;
  sandbox.resetCalls();
  rows.reset();
  const begun = performance.now();
  const shares = Array.from({ length: workers }, (_, index) =>
    assignMailboxes(sandbox.world.addresses, index, workers),
  );
  const progress = showProgress(name, shares, options);
  try {
    const reports = await Promise.all(
      shares.map(async (share, index) => {
        const own = { CONTAINER_INDEX: String(index), TOTAL_CONTAINERS: String(workers) };
        const result = await runWorker({ args: ['--once'], environment: { ...sandbox.environment(), ...own }, stop });
        progress.finish(index);
        return reportOf(index, share, result);
      }),
    );
    const seconds = (performance.now() - begun) / 1000;
    return { name, seconds, workers: reports, calls: sandbox.calls(), rows: rows.counts() };
  } finally {
    progress.stop();
  }
}

/** Bars that move with the messages that workers fetch. */
function showProgress(
  name: string,
  shares: readonly (readonly string[])[],
  { sandbox, progress, listen }: PhaseOptions,
) {
  if (!progress) return noProgress;
  const messages = countBy([...allItems(sandbox.world)].map(({ mailbox }) => mailbox.address));
  const bars = progressBars(
    shares.map((share, index) => ({
      name: `${name}, worker ${index}`,
      messages: share.reduce((sum, address) => sum + (messages[address] ?? 0), 0),
    })),
  );
  listen((call) => {
    const fetched = fetchedBy(call);
    if (fetched === undefined) return;
    const worker = shares.findIndex((share) => share.includes(fetched.address));
    bars.advance(worker, fetched.messages);
  });
  return bars;
}

function reportOf(index: number, share: readonly string[], result: WorkerResult): WorkerReport {
  const { exitCode, lines, errors, seconds } = result;
  const names = new Map(share.map((address) => [maskAddress(address), address]));
  const mailboxes = lines
    .filter(({ message }) => message === 'mailbox finished')
    .map((line) => ({
      mailbox: names.get(String(line['address'])) ?? String(line['address']),
      store: String(line['store']),
      outcome: String(line['outcome']),
      documents: Number(line['documentsPut']),
      deleted: Number(line['documentsDeleted']),
      failed: (line['outstanding'] ?? {}) as Readonly<Record<string, number>>,
      seconds: Number(line['seconds']),
    }));
  const troubles = lines
    .filter(({ level }) => level === 'warn' || level === 'error')
    .map(({ message }) => String(message));
  const finished = lines.find(({ message }) => message === 'run finished');
  const skipped = (finished?.['attachmentsSkippedByReason'] ?? {}) as Record<string, number>;
  return { index, exitCode, seconds, mailboxes, skipped, troubles, errors: errors.trim() };
}
