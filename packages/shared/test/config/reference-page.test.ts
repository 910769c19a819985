import { describe, expect, it } from '@jest/globals';
import { configurationPage, resolveSettings, settingsTable } from '../../src/index.ts';

const section = (name: string) => configurationPage().split(`### ${name}\n`)[1]?.split('\n### ')[0] ?? '';

describe('reference page', () => {
  it.each(Object.values(settingsTable).map((setting) => [setting.name, setting] as const))(
    'tells name, type, range, default, sentence and secrecy of %s',
    (name, { type, doc, secret }) => {
      const text = section(name);
      expect(text).toContain(`\n${doc}\n`);
      expect(text).toContain(`- Type: ${type.name}\n`);
      expect(text).toContain(`- Range: ${type.range}`);
      expect(text).toMatch(/- Default: \S/);
      expect(text).toContain(`- Secret: ${secret ? 'yes' : 'no'}`);
      expect(text.includes('- Unit: ')).toBe(type.unit !== undefined);
    },
  );

  it.each(
    Object.values(settingsTable)
      .map(({ name, type }) => [name, type.range] as const)
      .filter(([, range]) => range.startsWith('from ')),
  )('states the bounds of %s that the parser keeps: %s', (name, range) => {
    const [minimum = Number.NaN, maximum = Number.NaN] = (range.match(/[\d.]+/g) ?? []).map(Number);
    const isRefused = (value: number) => {
      const resolved = resolveSettings({ env: { [name]: String(value) }, parameters: {}, prefix: undefined });
      return !resolved.ok && resolved.problems.some(({ message }) => message.startsWith(`${name} is "`));
    };
    expect([minimum, maximum].map(isRefused)).toEqual([false, false]);
    expect([minimum - 1, maximum + 1].map(isRefused)).toEqual([true, true]);
  });
});
