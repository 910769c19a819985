import type { MailApi } from '@connector/sandbox';
import type { BenchReport, ScenarioReport } from '../report/report.ts';

/** How much is measured. */
export interface BenchOptions {
  /** Runs of what is compared; medians are taken. */
  readonly runs: number;
  /**
   * `smoke` proves in seconds that a scenario works and says nothing about speed; `usual` is for half an hour in all, `full` has
   * the largest sizes and takes hours.
   */
  readonly size: BenchReport['size'];
  /** What mail is read through. */
  readonly apis: BenchReport['apis'];
  /** Told what is being done. */
  readonly say: (text: string) => void;
}

/** One scenario: what it measures by which means is its own affair. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  measure(options: BenchOptions): Promise<Pick<ScenarioReport, 'settings' | 'figures' | 'skipped' | 'failed'>>;
}

/** The number for the size that is asked for. */
export function bySize<T>({ size }: BenchOptions, sizes: Readonly<Record<BenchOptions['size'], T>>): T {
  return sizes[size];
}

export const apiNames: Readonly<Record<MailApi, string>> = { ews: 'EWS', graph: 'Graph', auto: 'auto' };
