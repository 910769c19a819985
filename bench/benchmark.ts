import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { earlierScenarios } from './report/earlier.ts';
import { commit, thisMachine, versions } from './report/machine.ts';
import { type BenchReport, holdsAll, type ScenarioReport } from './report/report.ts';
import { scenarios } from './scenarios/index.ts';
import type { BenchOptions, Scenario } from './scenarios/scenario.ts';

const bundleScript = fileURLToPath(new URL('../scripts/bundle-worker.mjs', import.meta.url));

/** What is measured, and what was before: files with reports. */
export interface BenchmarkOptions extends BenchOptions {
  readonly names: readonly string[];
  readonly from: readonly string[];
  /** What is other than the commit says, in a sentence. */
  readonly note?: string;
}

/**
 * Measures the scenarios of these names, one after the other, but for those that earlier reports have. One that fails is reported
 * as such.
 * @throws ReportError before anything is measured
 */
export async function benchmark(options: BenchmarkOptions): Promise<BenchReport> {
  const machine = thisMachine();
  // Hours later another one may be checked out.
  const measuredCommit = commit();
  const { apis, size } = options;
  const names = scenarios.map(({ name }) => name);
  const earlier = earlierScenarios(options.from, { machine, versions: versions(), apis, size, names });
  await promisify(execFile)(process.execPath, [bundleScript, '--quiet']);
  const measured: ScenarioReport[] = [];
  for (const { name, title, measure } of scenarios) {
    const known = earlier.find((each) => each.name === name);
    if (known !== undefined) measured.push(known);
    if (known !== undefined || !options.names.includes(name)) continue;
    const begun = performance.now();
    options.say(`${name}: ${title}`);
    measured.push({ name, title, ...(await measure(options).catch(notMeasured)) });
    options.say(`${name}: done in ${Math.round((performance.now() - begun) / 1000)} s`);
  }
  return {
    version: 1,
    day: new Date().toISOString().slice(0, 10),
    size,
    apis,
    commit: measuredCommit,
    ...(options.note === undefined ? {} : { note: options.note }),
    machine,
    versions: versions(),
    holds: holdsAll(measured),
    scenarios: measured,
  };
}

/** The others are measured all the same: hours of them may be over. */
function notMeasured(thrown: unknown): Awaited<ReturnType<Scenario['measure']>> {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { settings: 'not measured', figures: [], failed: message.slice(0, 2_000) };
}
