import { assignMailboxes, maskAddress } from '@connector/shared';
import { MultiBar, type SingleBar } from 'cli-progress';
import type { Sandbox } from '../sandbox.ts';
import type { RowCounter, RowCounts } from './row-writes.ts';
import { type LogLine, runWorker, type WorkerResult } from './worker-process.ts';

/** What one worker did with one store of a mailbox. */
export interface MailboxReport {
  readonly mailbox: string;
  readonly store: string;
  readonly outcome: string;
  readonly indexed: number;
  readonly seconds: number;
}

export interface WorkerReport {
  readonly index: number;
  readonly exitCode: number | null;
  readonly mailboxes: readonly MailboxReport[];
  /** Attachments left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Warnings and errors it logged. */
  readonly troubles: readonly string[];
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

export interface PhaseOptions {
  readonly sandbox: Sandbox;
  /** Watches the state table. */
  readonly rows: RowCounter;
  readonly name: string;
  readonly workers: number;
  /** Show progress bars. */
  readonly progress: boolean;
}

/** Runs all workers once, each as a process of its own, and waits for them. */
export async function runPhase({ sandbox, rows, name, workers, progress }: PhaseOptions): Promise<PhaseReport> {
  sandbox.resetCalls();
  rows.reset();
  const begun = performance.now();
  const bars = progress ? progressBars() : undefined;
  const reports = await Promise.all(
    Array.from({ length: workers }, async (_, index) => {
      const share = assignMailboxes(sandbox.world.addresses, index, workers);
      const bar = bars?.create(share.length * 2, 0, { name: `${name}, worker ${index}` });
      const environment = {
        ...sandbox.environment(),
        CONTAINER_INDEX: String(index),
        TOTAL_CONTAINERS: String(workers),
      };
      return reportOf(index, share, await runWorker(['--once'], environment, (line) => advance(bar, line)));
    }),
  );
  bars?.stop();
  return {
    name,
    seconds: (performance.now() - begun) / 1000,
    workers: reports,
    calls: sandbox.calls(),
    rows: rows.counts(),
  };
}

function progressBars(): MultiBar {
  return new MultiBar({
    format: '{name} [{bar}] {value}/{total} mailboxes and archives',
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
}

function advance(bar: SingleBar | undefined, { message }: LogLine): void {
  if (message === 'mailbox finished') bar?.increment();
}

function reportOf(index: number, share: readonly string[], { exitCode, lines, errors }: WorkerResult): WorkerReport {
  const names = new Map(share.map((address) => [maskAddress(address), address]));
  const mailboxes = lines
    .filter(({ message }) => message === 'mailbox finished')
    .map((line) => ({
      mailbox: names.get(String(line['address'])) ?? String(line['address']),
      store: String(line['store']),
      outcome: String(line['outcome']),
      indexed: Number(line['indexed']),
      seconds: Number(line['seconds']),
    }));
  const troubles = lines
    .filter(({ level }) => level === 'warn' || level === 'error')
    .map(({ message }) => String(message));
  const finished = lines.find(({ message }) => message === 'run finished');
  const skipped = (finished?.['attachmentsSkippedByReason'] ?? {}) as Record<string, number>;
  return { index, exitCode, mailboxes, skipped, troubles, errors };
}
