import { readFileSync } from 'node:fs';
import type { BenchReport, Occasion, ScenarioReport } from './report.ts';

/** A report that is not one, or does not go with the others. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** The report that earlier ones go into. */
export type Current = Pick<BenchReport, 'machine' | 'versions' | 'apis' | 'size'> & {
  /** Scenarios that there are. */
  readonly names: readonly string[];
};

/**
 * What was measured before and is not measured again: hours may have gone into it. Reports of one scenario, each through another
 * API, are joined.
 * @throws ReportError
 */
export function earlierScenarios(files: readonly string[], current: Current): readonly ScenarioReport[] {
  const scenarios = new Map<string, ScenarioReport>();
  for (const file of files) {
    const report = readReport(file);
    throwIfUnlike(file, report, current);
    for (const scenario of report.scenarios) {
      // Python may be there by now.
      if (scenario.skipped !== undefined) continue;
      if (scenario.failed !== undefined)
        throw new ReportError(`${file} says that ${scenario.name} failed: measure it again`);
      const taken = { ...scenario, earlier: scenario.earlier ?? [occasionOf(report)] };
      scenarios.set(scenario.name, joined(file, taken, scenarios.get(scenario.name)));
    }
  }
  for (const scenario of scenarios.values()) throwIfIncomplete(scenario, current);
  return [...scenarios.values()];
}

function readReport(file: string): BenchReport {
  let json: unknown;
  try {
    const text = readFileSync(file, 'utf8').trim();
    // One line of `--json`, behind what the package manager said; the file that is published is JSON from its start.
    json = JSON.parse(text.startsWith('{') ? text : (text.split('\n').at(-1) ?? ''));
  } catch (thrown) {
    throw new ReportError(`${file} cannot be read: ${String(thrown)}`);
  }
  if (!isReport(json)) throw new ReportError(`${file} is no report; give what pnpm bench --json prints`);
  return json;
}

/** By what tells it from anything else; the rest is as `--json` wrote it. */
function isReport(json: unknown): json is BenchReport {
  const { version, apis, scenarios, machine, versions } = (json ?? {}) as Partial<BenchReport>;
  const lists = Array.isArray(apis) && Array.isArray(scenarios);
  return version === 1 && lists && typeof machine === 'object' && typeof versions === 'object';
}

/** Figures of one page are of one machine, and are figures. */
function throwIfUnlike(file: string, report: BenchReport, current: Current): void {
  const facts = ({ machine: { cpu, cores, memoryGb }, versions }: Pick<BenchReport, 'machine' | 'versions'>) =>
    new Map<string, unknown>(Object.entries({ cpu, cores, memoryGb, ...versions }));
  const there = facts(report);
  for (const [name, value] of facts(current)) {
    if (there.get(name) === value) continue;
    throw new ReportError(
      `${file} was taken with ${name} ${there.get(name)}, and this is ${name} ${value}: measure it again`,
    );
  }
  if (report.size === 'smoke' && current.size !== 'smoke') {
    throw new ReportError(`${file} is of a smoke run, which measures nothing: measure it again`);
  }
  const unknown = report.scenarios.find(({ name }) => !current.names.includes(name));
  if (unknown !== undefined)
    throw new ReportError(`${file} has ${unknown.name}; there are ${current.names.join(', ')}`);
}

function joined(file: string, scenario: ScenarioReport, other: ScenarioReport | undefined): ScenarioReport {
  if (other === undefined) return scenario;
  const { name, settings, figures, earlier = [] } = scenario;
  const known = new Set(other.figures.map((figure) => figure.name));
  if (settings !== other.settings || figures.some((figure) => known.has(figure.name))) {
    throw new ReportError(
      `${file} has figures of ${name} that another report has as well, or with other settings; give one`,
    );
  }
  return { ...other, figures: [...other.figures, ...figures], earlier: [...(other.earlier ?? []), ...earlier] };
}

function throwIfIncomplete({ name, earlier = [] }: ScenarioReport, { apis }: Current): void {
  const taken = new Set(earlier.flatMap((occasion) => occasion.apis));
  const missing = apis.filter((api) => !taken.has(api));
  if (missing.length === 0) return;
  throw new ReportError(
    `${name} was measured through ${[...taken].join(' and ')}: give a report through ${missing.join(' and ')} as well`,
  );
}

function occasionOf({ day, size, apis, commit, note, machine }: BenchReport): Occasion {
  return { day, size, apis, commit, loadBefore: machine.loadBefore, ...(note === undefined ? {} : { note }) };
}
