import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CallFrame, Origins } from './attribute.ts';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface HeapNode {
  readonly callFrame: CallFrame;
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

/** Shares of a whole by where they come from, largest first. */
export interface Shares {
  readonly total: number;
  readonly origins: readonly (readonly [origin: string, amount: number])[];
  readonly functions: readonly (readonly [name: string, amount: number])[];
}

const idle: ReadonlySet<string> = new Set(['(idle)', '(root)']);
/** What watches takes its own time. */
const observers = /\/bench\/(?:profile\/sampler|worker\/probe)\.mjs$/;
const collector = '(garbage collector)';

/** CPU of one thread in milliseconds: each sample belongs to the innermost frame that is ours or a package's. */
export function cpuShares(folder: string, thread: 'main' | 'sync'): Shares {
  const tally = new Tally();
  for (const profile of profilesIn<CpuProfile>(folder, `cpu-${thread}-`)) {
    const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
    const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
    profile.samples.forEach((id, position) => {
      const frame = nodes.get(id)?.callFrame;
      if (frame === undefined || idle.has(frame.functionName)) return;
      const stack: CallFrame[] = [];
      for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
        const found = nodes.get(at)?.callFrame;
        if (found !== undefined) stack.push(found);
      }
      tally.add(stack, (profile.timeDeltas[position] ?? 0) / 1000);
    });
  }
  return tally.shares();
}

/** Bytes allocated by one thread, estimated from samples. */
export function heapShares(folder: string, thread: 'main' | 'sync'): Shares {
  const tally = new Tally();
  for (const { head } of profilesIn<{ head: HeapNode }>(folder, `heap-${thread}-`)) {
    const visit = (node: HeapNode, above: readonly CallFrame[]): void => {
      const stack = [node.callFrame, ...above];
      if (node.selfSize > 0) tally.add(stack, node.selfSize);
      for (const child of node.children) visit(child, stack);
    };
    visit(head, []);
  }
  return tally.shares();
}

class Tally {
  readonly #origins = new Origins();
  readonly #byOrigin = new Map<string, number>();
  readonly #byFunction = new Map<string, number>();
  #total = 0;

  /** @param stack innermost first */
  add(stack: readonly CallFrame[], amount: number): void {
    const [inner] = stack;
    if (inner === undefined || stack.some(({ url }) => observers.test(url))) return;
    this.#total += amount;
    const owner = stack.find((frame) => this.#origins.of(frame) !== undefined);
    const origin = inner.functionName === collector ? collector : owner && this.#origins.of(owner);
    count(this.#byOrigin, origin ?? '(Node)', amount);
    const name = `${inner.functionName || '(anonymous)'} < ${owner?.functionName ?? ''} [${origin ?? '(Node)'}]`;
    count(this.#byFunction, name, amount);
  }

  shares(): Shares {
    return { total: this.#total, origins: ranked(this.#byOrigin), functions: ranked(this.#byFunction) };
  }
}

function count(amounts: Map<string, number>, name: string, amount: number): void {
  amounts.set(name, (amounts.get(name) ?? 0) + amount);
}

function ranked(amounts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...amounts].sort(([, one], [, other]) => other - one);
}

function profilesIn<Profile>(folder: string, prefix: string): readonly Profile[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile);
}
