import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { performancePage } from '../../bench/report/page.ts';
import { type BenchReport, holdsAll } from '../../bench/report/report.ts';
import { scenarios } from '../../bench/scenarios/index.ts';
import { root } from '../architecture/source.ts';

const read = (name: string) => readFileSync(join(root, 'docs/explanation', name), 'utf8');
const report = JSON.parse(read('performance.json')) as BenchReport;

describe('the published figures', () => {
  it('are what the page is made of; run `pnpm bench --write`', () => {
    expect(read('performance.md')).toBe(performancePage(report));
  });

  it('are those of every scenario, and say of every goal whether it holds', () => {
    expect(report.scenarios.map(({ name }) => name)).toEqual(scenarios.map(({ name }) => name));
    for (const { name, figures, skipped } of report.scenarios) {
      expect({ name, measured: figures.length > 0 || skipped !== undefined }).toEqual({ name, measured: true });
      for (const { goal, holds, because } of figures) {
        expect(holds !== undefined).toBe(goal !== undefined);
        expect(because).not.toBe('');
      }
    }
    expect(report.holds).toBe(holdsAll(report.scenarios));
  });
});
