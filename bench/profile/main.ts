import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cpuShares, heapShares, type Shares } from './summary.ts';
import { takeProfiles } from './take-profiles.ts';

/**
 * Where the worker's CPU and allocations go, by folders of ours and by packages.
 * Usage: node --import tsx bench/profile/main.ts [--api ews|graph] [--messages <n>] [--body <bytes>] [--into <folder>]
 *
 * What Node and native code take counts for whoever called them. The profiles stay in the folder, for a viewer.
 */
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const { values } = parseArgs({
  options: {
    api: { type: 'string', default: 'ews' },
    messages: { type: 'string', default: '3000' },
    body: { type: 'string', default: '20000' },
    into: { type: 'string' },
  },
});
const api = values.api === 'graph' ? 'graph' : 'ews';
const messages = Number(values.messages);
const folder = values.into ?? mkdtempSync(join(tmpdir(), 'connector-profile-'));
mkdirSync(folder, { recursive: true });

execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/bundle-worker.mjs', import.meta.url)), '--quiet']);
await takeProfiles({ api, messages, bodyBytes: Number(values.body), folder });
for (const thread of ['sync', 'main'] as const) {
  print(`CPU of the ${thread} thread`, cpuShares(folder, thread), 'ms');
  print(`Allocations of the ${thread} thread`, heapShares(folder, thread), 'B');
}
process.stdout.write(`profiles: ${folder}\n`);

function print(title: string, { total, origins, functions }: Shares, unit: string): void {
  const each = (amount: number) =>
    `${((100 * amount) / total).toFixed(1).padStart(5)} %  ${(amount / messages).toFixed(unit === 'B' ? 0 : 3).padStart(8)} ${unit}`;
  process.stdout.write(`\n${title}: ${(total / messages).toFixed(2)} ${unit} for each message\n`);
  for (const [name, amount] of origins.slice(0, 18)) process.stdout.write(`${each(amount)}  ${name}\n`);
  process.stdout.write('by function\n');
  for (const [name, amount] of functions.slice(0, 25)) process.stdout.write(`${each(amount)}  ${name}\n`);
}
