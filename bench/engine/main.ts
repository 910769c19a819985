import { PerformanceObserver } from 'node:perf_hooks';
import { resolveSettings } from '@connector/shared';
import { customFields } from '../../packages/worker/src/documents/index.ts';
import { createMemoryStateStore } from '../../packages/worker/src/memory/index.ts';
import { systemClock as clock } from '../../packages/worker/src/runtime/system-clock.ts';
import { createScope } from '../../packages/worker/src/scope/index.ts';
import { runSync } from '../../packages/worker/src/sync/index.ts';
import { engineMessages } from './engine-messages.ts';
import { acceptingIndex, arraySource } from './engine-ports.ts';
import type { EngineResult } from './engine-result.ts';

/**
 * The engine alone: messages that are in memory already, an index that accepts everything, state in memory. A process of its own,
 * so that heap and compiled code are those of nobody else. Usage: main.ts <messages> <bytes of a body>
 */
const [messages = 1_000, bodyBytes = 20_000] = process.argv.slice(2).map(Number);
const owner = 'person0@contoso.example';
const id = (letter: string) => letter.repeat(36);

const resolved = resolveSettings({
  env: {
    EXCHANGE_CLIENT_ID: 'client',
    EXCHANGE_TENANT_ID: 'contoso.example',
    EXCHANGE_CLIENT_SECRET: 'unused',
    EXCHANGE_PRIMARY_SMTP_ADDRESS: owner,
    QBUSINESS_APPLICATION_ID: id('a'),
    QBUSINESS_INDEX_ID: id('b'),
    QBUSINESS_DATASOURCE_ID: id('c'),
  },
  parameters: {},
  prefix: undefined,
});
if (!resolved.ok) throw new Error(resolved.problems.map(({ message }) => message).join('\n'));

const mail = await engineMessages(messages, bodyBytes);
const index = acceptingIndex(new Set(customFields.map(({ name }) => name)));
const never = new AbortController().signal;
const mailboxes = [{ address: owner, store: 'primary' }] as const;
const seen: { readonly startTime: number }[] = [];
const observer = new PerformanceObserver((list) => {
  seen.push(...list.getEntries());
});
observer.observe({ entryTypes: ['gc'] });

global.gc?.();
const held = inUse();
const cpu = process.cpuUsage();
const begun = performance.now();
const summary = await runSync({
  source: arraySource(mail),
  index,
  state: createMemoryStateStore(),
  clock,
  emit: () => {},
  mailboxes,
  everybodysMailboxes: mailboxes,
  place: { index: 0, total: 1 },
  deletionSafeguardPercent: 20,
  scope: createScope(resolved.settings),
  mode: 'delta',
  concurrency: 1,
  owner: 'bench',
  leaseMs: 30_000,
  drain: never,
  abort: never,
});
const { user, system } = process.cpuUsage(cpu);
const elapsedMs = performance.now() - begun;
const allocatedBytes = inUse() - held;
// Collections are told of a little later.
await new Promise((resolve) => setTimeout(resolve, 100));
seen.push(...observer.takeRecords());
const collections = seen.filter(({ startTime }) => startTime >= begun && startTime < begun + elapsedMs).length;
if (summary.outcome !== 'complete' || index.accepted() < messages) {
  throw new Error(`the engine put ${index.accepted()} of ${messages} documents: ${summary.outcome}`);
}
const result: EngineResult = { messages, cpuMs: (user + system) / 1000, elapsedMs, allocatedBytes, collections };
process.stdout.write(`${JSON.stringify(result)}\n`);

function inUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
