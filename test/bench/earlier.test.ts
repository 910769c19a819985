import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type Current, earlierScenarios } from '../../bench/report/earlier.ts';
import { figureOf } from '../../bench/report/figure.ts';
import { performancePage } from '../../bench/report/page.ts';
import type { BenchReport, ScenarioReport } from '../../bench/report/report.ts';

const folder = mkdtempSync(join(tmpdir(), 'connector-earlier-'));
afterAll(() => rmSync(folder, { recursive: true }));

const now: Current = {
  size: 'usual',
  apis: ['ews', 'graph'],
  names: ['size', 'peer'],
  machine: { cpu: 'CPU', cores: 2, memoryGb: 24, system: 'Linux 7', loadBefore: 0.1 },
  versions: { node: '20.20.2' },
};
const figure = (name: string) => figureOf({ name, unit: 'MB', because: 'work' }, [1]);
const size = (...names: readonly string[]): ScenarioReport => ({
  name: 'size',
  title: 'Size',
  settings: 'one folder',
  figures: names.map(figure),
});

let files = 0;
function file(scenarios: readonly ScenarioReport[], other: Partial<BenchReport> = {}, before = ''): string {
  files += 1;
  const path = join(folder, `${files}.json`);
  const machine = { ...now.machine, loadBefore: 0.3 };
  const report: BenchReport = {
    version: 1,
    day: '2026-11-28',
    size: 'full',
    apis: ['ews', 'graph'],
    commit: 'abc',
    machine,
    versions: now.versions,
    holds: true,
    scenarios,
    ...other,
  };
  writeFileSync(path, `${before}${JSON.stringify(report)}\n`);
  return path;
}

const through = (api: 'ews' | 'graph', day = '2026-11-28') =>
  file([size(api === 'ews' ? 'EWS' : 'Graph')], { apis: [api], day });

describe('reports that were taken earlier', () => {
  const earlier = { day: '2026-11-28', size: 'full', apis: ['ews', 'graph'], commit: 'abc', loadBefore: 0.3 };

  it('give their scenarios, with what the machine did then', () => {
    expect(earlierScenarios([file([size('EWS')])], now)).toEqual([{ ...size('EWS'), earlier: [earlier] }]);
  });

  it('say what was other than their commit says', () => {
    const note = 'Without a limit.';
    const taken = earlierScenarios([file([size('EWS')], { note })], now);
    expect(taken).toEqual([{ ...size('EWS'), earlier: [{ ...earlier, note }] }]);
    const report: BenchReport = { ...now, version: 1, day: '', commit: '', holds: true, scenarios: taken };
    expect(performancePage(report)).toContain('through ews and graph, load 0.3 before it began. Without a limit.\n');
  });

  it('may have what a package manager says before them', () => {
    expect(earlierScenarios([file([size('EWS')], {}, '> bench\n> node\n\n')], now)).toHaveLength(1);
  });

  it('are joined where each is through one API, and each keeps its day', () => {
    expect(earlierScenarios([through('ews', '2026-11-20'), through('graph')], now)).toEqual([
      {
        ...size('EWS', 'Graph'),
        earlier: [
          { ...earlier, apis: ['ews'], day: '2026-11-20' },
          { ...earlier, apis: ['graph'] },
        ],
      },
    ]);
  });

  it('keep the day of what was earlier to them already', () => {
    const first = { ...earlier, day: '2026-11-01' } as const;
    const again = file([{ ...size('EWS'), earlier: [first as never] }]);
    expect(earlierScenarios([again], now)).toEqual([{ ...size('EWS'), earlier: [first] }]);
  });

  it('do not stand for what was skipped then', () => {
    expect(earlierScenarios([file([{ ...size(), skipped: 'Python is missing' }])], now)).toEqual([]);
  });

  it('of a smoke run are for a smoke run', () => {
    const smoke = file([size('EWS')], { size: 'smoke' });
    expect(earlierScenarios([smoke], { ...now, size: 'smoke' })).toHaveLength(1);
    expect(() => earlierScenarios([smoke], now)).toThrow('is of a smoke run, which measures nothing');
  });

  it.each<[string, () => readonly string[], string]>([
    ['figures that another has', () => [file([size('EWS')]), file([size('EWS')])], 'has figures of size that another'],
    [
      'other settings',
      () => [file([size('EWS')]), file([{ ...size('Graph'), settings: 'ten folders' }])],
      'or with other settings; give one',
    ],
    ['one API alone', () => [through('ews')], 'size was measured through ews: give a report through graph as well'],
    [
      'another machine',
      () => [file([], { machine: { ...now.machine, cores: 4 } })],
      'with cores 4, and this is cores 2',
    ],
    ['other memory', () => [file([], { machine: { ...now.machine, memoryGb: 8 } })], 'with memoryGb 8, and this is'],
    [
      'another version',
      () => [file([], { versions: { node: '22.1.0' } })],
      'with node 22.1.0, and this is node 20.20.2',
    ],
    ['a failure', () => [file([{ ...size(), failed: 'no answer' }])], 'says that size failed: measure it again'],
    ['a scenario that is none', () => [file([{ ...size(), name: 'sizes' }])], 'has sizes; there are size, peer'],
    ['no report', () => [file([], { version: 2 as 1 })], 'is no report; give what pnpm bench --json prints'],
    ['half a report', () => [file([], { machine: undefined as never })], 'is no report'],
    ['nothing', () => [join(folder, 'none.json')], 'ENOENT'],
  ])('are refused with %s', (_, given, problem) => {
    expect(() => earlierScenarios(given(), now)).toThrow(problem);
  });
});
