import { describe, expect, it } from '@jest/globals';
import { figureOf, median } from '../../bench/report/figure.ts';
import { performancePage } from '../../bench/report/page.ts';
import { type BenchReport, holdsAll, type ScenarioReport } from '../../bench/report/report.ts';

const kind = { name: 'CPU', unit: 'times', because: 'work' };

describe('a figure', () => {
  it('is the median of its runs, with the lowest and the highest', () => {
    expect(figureOf(kind, [3, 1, 2])).toEqual({ ...kind, value: 2, lowest: 1, highest: 3, runs: 3 });
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it.each([
    [{ most: 2.5 }, 2.5, true],
    [{ most: 2.5 }, 2.51, false],
    [{ least: 25 }, 25, true],
    [{ least: 25 }, 24.9, false],
  ])('with the goal %j holds at %d: %s', (goal, value, holds) => {
    expect(figureOf({ ...kind, goal }, [value])).toMatchObject({ goal, holds });
  });

  it('without a goal neither holds nor fails', () => {
    expect(figureOf(kind, [1])).not.toHaveProperty('holds');
  });

  it('keeps three digits that count', () => {
    expect(figureOf(kind, [0.0123456]).value).toBe(0.0123);
    expect(figureOf(kind, [123_456.7]).value).toBe(123_457);
  });

  it('of no run is refused', () => {
    expect(() => figureOf(kind, [])).toThrow('there is no value of "CPU"');
  });
});

describe('the page', () => {
  const reached = figureOf({ ...kind, goal: { most: 2 } }, [1]);
  const missed = figureOf({ ...kind, name: 'Rate', unit: 'messages/s', goal: { least: 1_200 } }, [900, 1_000, 1_100]);
  const cells = [
    figureOf({ ...kind, name: 'new: calls', cell: { row: 'new', column: 'Calls' } }, [9]),
    figureOf({ ...kind, name: 'moved: calls', cell: { row: 'moved', column: 'Calls' } }, [7]),
    figureOf({ ...kind, name: 'new: units', cell: { row: 'new', column: 'Units' } }, [1_500]),
  ];
  const scenario = (figures: ScenarioReport['figures'], more: Partial<ScenarioReport> = {}): ScenarioReport => ({
    name: 'pipe',
    title: 'Pipe',
    settings: 'ten messages',
    figures,
    ...more,
  });
  const reportOf = (...scenarios: ScenarioReport[]): BenchReport => ({
    version: 1,
    day: '2026-11-27',
    size: 'usual',
    apis: ['ews', 'graph'],
    commit: 'abc',
    machine: { cpu: 'CPU', cores: 2, memoryGb: 24, system: 'Linux 6', loadBefore: 0.1 },
    versions: { node: '20.20.2' },
    holds: holdsAll(scenarios),
    scenarios,
  });

  it('says of each goal whether it is reached, and why', () => {
    const page = performancePage(reportOf(scenario([reached, missed])));
    expect(page).toMatch(/\| CPU +\| 1 times +\| at most 2 times +\| yes +\| work +\|/);
    expect(page).toMatch(
      /\| Rate +\| 1,000 messages\/s \(900 – 1,100, 3 runs\) \| at least 1,200 messages\/s \| \*\*no\*\* /,
    );
  });

  it('shows many figures of one kind as one table', () => {
    const page = performancePage(reportOf(scenario(cells)));
    expect(page).toMatch(/\| new +\| 9 +\| 1,500 \|\n\| moved \| 7 +\| – /);
    expect(page).not.toContain('new: calls');
  });

  it('says of what was not measured why', () => {
    expect(performancePage(reportOf(scenario([], { skipped: 'Python is missing' })))).toContain(
      '**Not measured**: Python is missing',
    );
  });

  it('names machine, versions and settings', () => {
    const page = performancePage(reportOf(scenario([reached])));
    expect(page).toContain(
      'Measured on 2026-11-27: 2 cores (CPU), 24 GB, Linux 6; load 0.1 before it began; node 20.20.2; commit abc.',
    );
    expect(page).toContain('`pnpm bench pipe`: ten messages');
  });

  it('says of what was measured before the rest when that was', () => {
    const ews = { day: '2026-11-20', size: 'full', apis: ['ews'], commit: 'abc', loadBefore: 0.4 } as const;
    const graph = { ...ews, day: '2026-11-21', apis: ['graph'] } as const;
    expect(performancePage(reportOf(scenario([reached], { earlier: [ews, graph] })))).toContain(
      '`pnpm bench pipe`: ten messages Taken on 2026-11-20 of commit abc through ews, load 0.4 before it began.' +
        ' Taken on 2026-11-21 of commit abc through graph, load 0.4 before it began.',
    );
  });

  it('says of a smoke run that it is one', () => {
    const report = reportOf(scenario([reached]));
    expect(performancePage({ ...report, size: 'smoke' })).toContain('**This was a smoke run**');
    expect(performancePage(report)).not.toContain('smoke');
  });

  it('says what went wrong', () => {
    expect(performancePage(reportOf(scenario([], { failed: 'no answer' })))).toContain('**Failed**: no answer');
    expect(reportOf(scenario([], { failed: 'no answer' })).holds).toBe(false);
  });

  it('holds as a whole only if every goal does', () => {
    expect(reportOf(scenario([reached]), scenario([])).holds).toBe(true);
    expect(reportOf(scenario([reached]), scenario([missed])).holds).toBe(false);
  });
});
