import { readFileSync } from 'node:fs';
import type { BenchReport, Occasion, ScenarioReport } from './report.ts';

/** A report that is not one, or does not go with the others. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/**
 * What was measured before and is not measured again: hours may have gone into it. Reports of one scenario, each through another
 * API, are joined.
 * @param now machine and versions of the report that it goes into
 * @throws ReportError
 */
export function earlierScenarios(
  files: readonly string[],
  now: Pick<BenchReport, 'machine' | 'versions'>,
): readonly ScenarioReport[] {
  const scenarios = new Map<string, ScenarioReport>();
  for (const file of files) {
    const report = readReport(file);
    throwIfElsewhere(file, report, now);
    for (const scenario of report.scenarios) {
      if (scenario.failed !== undefined)
        throw new ReportError(`${file} says that ${scenario.name} failed: measure it again`);
      const other = scenarios.get(scenario.name);
      scenarios.set(scenario.name, joined(file, { ...scenario, earlier: occasionOf(report) }, other));
    }
  }
  return [...scenarios.values()];
}

function readReport(file: string): BenchReport {
  try {
    const text = readFileSync(file, 'utf8').trim();
    // One line of `--json`, behind what the package manager said; the file that is published is JSON from its start.
    const report = JSON.parse(text.startsWith('{') ? text : (text.split('\n').at(-1) ?? '')) as BenchReport;
    if (report.version === 1 && Array.isArray(report.scenarios)) return report;
  } catch (thrown) {
    throw new ReportError(`${file} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  throw new ReportError(`${file} is no report; give what pnpm bench --json prints`);
}

/** Figures of one page are of one machine. */
function throwIfElsewhere(
  file: string,
  { machine, versions }: BenchReport,
  now: Pick<BenchReport, 'machine' | 'versions'>,
): void {
  const here = { cpu: now.machine.cpu, cores: now.machine.cores, ...now.versions };
  const there: Readonly<Record<string, unknown>> = { cpu: machine.cpu, cores: machine.cores, ...versions };
  for (const [name, value] of Object.entries(here)) {
    if (there[name] === value) continue;
    throw new ReportError(
      `${file} was taken with ${name} ${there[name]}, and this is ${name} ${value}: measure it again`,
    );
  }
}

function joined(file: string, scenario: ScenarioReport, other: ScenarioReport | undefined): ScenarioReport {
  if (other === undefined) return scenario;
  const { name, settings, figures } = scenario;
  const known = new Set(other.figures.map((figure) => figure.name));
  if (settings !== other.settings || figures.some((figure) => known.has(figure.name))) {
    throw new ReportError(
      `${file} has figures of ${name} that another report has as well, or with other settings; give one`,
    );
  }
  return { ...other, figures: [...other.figures, ...figures] };
}

function occasionOf({ day, size, machine }: BenchReport): Occasion {
  return { day, size, loadBefore: machine.loadBefore };
}
