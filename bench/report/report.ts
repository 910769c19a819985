/** What a figure has to be; both bounds are allowed themselves. */
export interface Goal {
  readonly most?: number;
  readonly least?: number;
}

/** A figure of several runs. */
export interface Figure {
  readonly name: string;
  /** For example `times`, `messages/s`, `MB`. */
  readonly unit: string;
  /** The median. */
  readonly value: number;
  readonly lowest: number;
  readonly highest: number;
  readonly runs: number;
  readonly goal?: Goal;
  /** Whether the median is what the goal wants; there is none without a goal. */
  readonly holds?: boolean;
  /** What the figure is made of, and what decides it. */
  readonly because: string;
  /** Where it stands in the scenario's table of many like it; such a figure has no line of its own on the page. */
  readonly cell?: { readonly row: string; readonly column: string };
}

export interface ScenarioReport {
  readonly name: string;
  readonly title: string;
  /** What was measured. */
  readonly settings: string;
  readonly figures: readonly Figure[];
  /** What is missing on this machine to measure it; then there are no figures. */
  readonly skipped?: string;
  /** What went wrong while it was measured; then there are no figures either. */
  readonly failed?: string;
  /** When it was taken, where that was before the rest of the report; more than one where parts of it were. */
  readonly earlier?: readonly Occasion[];
}

/** When something was measured, of which commit and through what, and what else the machine did. */
export type Occasion = Pick<BenchReport, 'day' | 'size' | 'apis' | 'commit' | 'note'> & Pick<Machine, 'loadBefore'>;

/** A run of the benchmark: what `--json` prints on the last line. */
export interface BenchReport {
  readonly version: 1;
  /** Day on which it was measured, as `YYYY-MM-DD`. */
  readonly day: string;
  /** How much was measured; a `smoke` run only proves that everything can be. */
  readonly size: 'smoke' | 'usual' | 'full';
  /** What mail was read through. */
  readonly apis: readonly ('ews' | 'graph')[];
  /** The last commit of what was measured, in short. */
  readonly commit: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  /** What was other than the commit says, in a sentence. */
  readonly note?: string;
  /** Every goal of every scenario holds, and none failed. */
  readonly holds: boolean;
  readonly scenarios: readonly ScenarioReport[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  /** Work that the machine had when the benchmark began, in cores: what else runs shows in every time. */
  readonly loadBefore: number;
}

export function holdsAll(scenarios: readonly ScenarioReport[]): boolean {
  return scenarios.every(
    ({ figures, failed }) => failed === undefined && figures.every(({ holds }) => holds !== false),
  );
}
