import { describe, expect, it } from '@jest/globals';
import { indexUnit, type MetricDefinition, metricsPage, metricsTable, unitsUsed } from '../../src/index.ts';

const metrics = Object.values<MetricDefinition>(metricsTable);

describe('the metrics', () => {
  it('have names that CloudWatch takes, each its own', () => {
    const names = metrics.map(({ name }) => name);
    expect(names.filter((name) => !/^[A-Z][A-Za-z]{0,99}$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('all stand on the reference page, with unit and meaning', () => {
    const rows = metricsPage().split('\n');
    for (const { name, unit, doc } of metrics) {
      const [row = ''] = rows.filter((line) => line.startsWith(`| \`${name}\``));
      expect(row).toContain(`| ${unit} `);
      expect(row).toContain(`| ${doc} `);
    }
  });
});

describe('index capacity', () => {
  it('is used up by documents or by text, whichever needs more', () => {
    const full = { documents: indexUnit.documents, textBytes: indexUnit.textBytes };
    expect(unitsUsed({ ...full, textBytes: 0 })).toBe(1);
    expect(unitsUsed({ documents: 1, textBytes: 3 * full.textBytes })).toBe(3);
    expect(unitsUsed({ documents: full.documents / 2, textBytes: full.textBytes / 4 })).toBe(0.5);
  });
});
