import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MailApi } from '@connector/sandbox';
import { purposeOf, purposes } from '../profile/groups.ts';
import { cpuShares, heapShares, type Shares } from '../profile/summary.ts';
import { takeProfiles } from '../profile/take-profiles.ts';
import { figureOf } from '../report/figure.ts';
import type { Figure } from '../report/report.ts';
import { apiNames, bySize, type Scenario } from './scenario.ts';

/** Where CPU and allocations of the worker go. */
export const profile: Scenario = {
  name: 'profile',
  title: 'Where the time goes',
  measure: async (options) => {
    const messages = bySize(options, { smoke: 50, usual: 1_500, full: 10_000 });
    const figures: Figure[] = [];
    for (const api of options.apis) {
      for (const bodyBytes of [20_000, 0]) {
        options.say(`profile ${api}: bodies of ${bodyBytes} bytes at least`);
        figures.push(...(await profileOf(api, messages, bodyBytes)));
      }
    }
    return {
      settings: `shares of both threads, in percent, of a run over ${messages} messages, its start included; with bodies of 20 kB, and of one or two. What Node and native code take counts for whoever called them. \`pnpm bench:profile\` names the functions.`,
      figures,
    };
  },
};

async function profileOf(api: MailApi, messages: number, bodyBytes: number): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'connector-profile-'));
  try {
    await takeProfiles({ api, messages, bodyBytes, folder });
    const body = bodyBytes === 0 ? 'small' : '20 kB';
    return [
      ...cells(`CPU, ${apiNames[api]}, ${body}`, [cpuShares(folder, 'sync'), cpuShares(folder, 'main')]),
      ...cells(`Allocated, ${apiNames[api]}, ${body}`, [heapShares(folder, 'sync'), heapShares(folder, 'main')]),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function cells(column: string, threads: readonly Shares[]): readonly Figure[] {
  const total = threads.reduce((sum, shares) => sum + shares.total, 0);
  const amounts = new Map<string, number>();
  for (const [origin, amount] of threads.flatMap(({ origins }) => origins)) {
    const purpose = purposeOf(origin);
    amounts.set(purpose, (amounts.get(purpose) ?? 0) + amount);
  }
  return purposes.map((row) =>
    figureOf({ name: `${column}: ${row}`, unit: '%', because: 'From samples.', cell: { row, column } }, [
      Math.round((1000 * (amounts.get(row) ?? 0)) / total) / 10,
    ]),
  );
}
