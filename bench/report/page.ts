import { markdownTable } from '@connector/shared';
import type { BenchReport, Figure, Goal, Occasion, ScenarioReport } from './report.ts';

/** The page that the figures are published on, made of the report and of nothing else. */
export function performancePage(report: BenchReport): string {
  const { machine, versions, commit, note, day, size, scenarios } = report;
  const programs = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  return `# Performance

<!-- Written by \`pnpm bench --write\` from performance.json; do not edit. -->

What the connector takes, measured against the goals that it has. \`pnpm bench\` measures all of it again, \`pnpm bench <scenario>\`
one part; \`pnpm bench --write\` writes this page. A figure is the median of its runs, with the lowest and the highest in brackets.

Figures are ratios of two things that were measured in one run, or counts: those say something about another machine, too. Times
and rates do not. Servers and worker are processes of their own; mail is generated from a seed; Exchange, Amazon Q Business and
DynamoDB are stand-ins, and what they take themselves is not in any figure of CPU.

Measured on ${day}: ${machine.cores} cores (${machine.cpu}), ${machine.memoryGb} GB, ${machine.system}; load ${machine.loadBefore} before it began; ${programs}; commit ${commit}.${noteText(note)}
${size === 'smoke' ? smokeWarning : ''}
${scenarios.map(section).join('\n')}`;
}

const smokeWarning = `
**This was a smoke run**, over a handful of messages: it proves that everything can be measured, and its times, ratios and shares
are those of a start, not of a run. Counts are right.
`;

function section({ name, title, settings, figures, skipped, failed, earlier }: ScenarioReport): string {
  const taken = (earlier ?? []).map(occasionText).join('');
  const head = `## ${title}\n\n\`pnpm bench ${name}\`: ${settings}${taken}\n`;
  if (failed !== undefined) return `${head}\n**Failed**: ${failed}\n`;
  if (skipped !== undefined) return `${head}\n**Not measured**: ${skipped}\n`;
  const lines = figures.filter(({ cell }) => cell === undefined);
  const cells = figures.filter(({ cell }) => cell !== undefined);
  return [head, ...(lines.length === 0 ? [] : [figureTable(lines)]), ...(cells.length === 0 ? [] : [cellTable(cells)])]
    .join('\n')
    .concat('\n');
}

function occasionText({ day, commit, apis, loadBefore, note }: Occasion): string {
  const taken = ` Taken on ${day} of commit ${commit} through ${apis.join(' and ')}, load ${loadBefore} before it began.`;
  return `${taken}${noteText(note)}`;
}

function noteText(note: string | undefined): string {
  return note === undefined ? '' : ` ${note}`;
}

function figureTable(figures: readonly Figure[]): string {
  return markdownTable([
    ['Figure', 'Value', 'Goal', 'Reached', 'What decides it'],
    ...figures.map((figure) => [
      figure.name,
      valueText(figure),
      figure.goal === undefined ? '–' : goalText(figure.goal, figure.unit),
      figure.holds === undefined ? '–' : figure.holds ? 'yes' : '**no**',
      figure.because,
    ]),
  ]);
}

/** Rows and columns in the order in which they come first. */
function cellTable(figures: readonly Figure[]): string {
  const rows = [...new Set(figures.flatMap(({ cell }) => cell?.row ?? []))];
  const columns = [...new Set(figures.flatMap(({ cell }) => cell?.column ?? []))];
  const textAt = (row: string, column: string): string => {
    const figure = figures.find(({ cell }) => cell?.row === row && cell.column === column);
    return figure === undefined ? '–' : numberText(figure.value);
  };
  return markdownTable([
    ['', ...columns],
    ...rows.map((row) => [row, ...columns.map((column) => textAt(row, column))]),
  ]);
}

function valueText({ value, unit, lowest, highest, runs }: Figure): string {
  const spread = runs === 1 ? '' : ` (${numberText(lowest)} – ${numberText(highest)}, ${runs} runs)`;
  return `${numberText(value)} ${unit}${spread}`;
}

function goalText({ most, least }: Goal, unit: string): string {
  const bounds = [
    ...(least === undefined ? [] : [`at least ${numberText(least)}`]),
    ...(most === undefined ? [] : [`at most ${numberText(most)}`]),
  ];
  return `${bounds.join(', ')} ${unit}`;
}

function numberText(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}
