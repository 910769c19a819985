import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { BenchReport } from '../../bench/report/report.ts';
import { root } from '../architecture/source.ts';

/** Workers, servers and what they are compared with are processes: a minute on a quiet machine, more on one that is overloaded. */
const timeout = 900_000;

describe('pnpm bench', () => {
  it.each(['engine', 'pipe', 'nothing-new'])(
    '%s prints one report as the last line, with what it measured',
    async (name) => {
      const { stdout } = await bench(name, '--smoke', '--json', '--runs', '1', '--api', 'graph');
      const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as BenchReport;
      expect(report).toEqual({
        version: 1,
        day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        size: 'smoke',
        apis: ['graph'],
        commit: expect.any(String),
        machine: {
          cpu: expect.any(String),
          cores: expect.any(Number),
          memoryGb: expect.any(Number),
          system: expect.any(String),
          loadBefore: expect.any(Number),
        },
        versions: expect.objectContaining({ node: process.versions.node }),
        holds: expect.any(Boolean),
        scenarios: [{ name, title: expect.any(String), settings: expect.any(String), figures: expect.any(Array) }],
      });
      const figures = report.scenarios[0]?.figures ?? [];
      expect(figures.length).toBeGreaterThan(2);
      for (const { value, lowest, highest, runs } of figures) {
        expect(value).toBeGreaterThanOrEqual(lowest);
        expect(value).toBeLessThanOrEqual(highest);
        expect(runs).toBe(1);
      }
    },
    timeout,
  );

  it.each([
    [['pipes'], 'there is no scenario pipes; there are engine, pipe,'],
    [['--runs', '0'], '--runs is 0; give a whole number of at least 1'],
    [['--api', 'imap'], '--api is imap; give ews or graph'],
    [['pipe', '--write'], '--write is for a run of all scenarios'],
    [['pipe', '--from', 'none.json'], 'none.json cannot be read'],
  ])('refuses %j before anything is measured', async (args, problem) => {
    await expect(bench(...args)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(problem) });
  });
});

function bench(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...args], { cwd: root });
}
