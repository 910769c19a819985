import { z } from 'zod';

/** When a fault strikes. What is left out matches everything. */
export const faultMatch = z.strictObject({
  operation: z.exactOptional(z.string().min(1)),
  /** Mailbox, document id or whatever the stand-in's calls are about. */
  target: z.exactOptional(z.string().min(1)),
  /** Let so many matching calls pass first. */
  skip: z.exactOptional(z.int().min(0)),
  /** Strike so many times; without it, for ever. */
  times: z.exactOptional(z.int().min(1)),
  /** Strike each matching call with this chance, drawn from the stand-in's seeded generator. */
  probability: z.exactOptional(z.number().min(0).max(1)),
});

export type FaultMatch = Readonly<z.infer<typeof faultMatch>>;

export interface Fault<Effect> extends FaultMatch {
  readonly effect: Effect;
}

/** Faults on demand: what tests and the admin endpoint add strikes matching calls. */
export interface FaultList<Effect> {
  /** What a fault may name as its operation. */
  readonly operations: readonly string[];
  /** @throws RangeError when the fault names an operation that there is none of: it would never strike */
  add(fault: Fault<Effect>): void;
  clear(): void;
  /** Faults that may still strike, in order. */
  active(): readonly Fault<Effect>[];
  /** The effect that strikes this call, if any. The first fault that matches decides. */
  strike(operation: string, targets?: readonly string[]): Effect | undefined;
}

export function faultList<Effect>(operations: readonly string[], seed = 1): FaultList<Effect> {
  let faults: { fault: Fault<Effect>; seen: number; struck: number }[] = [];
  const random = seededRandom(seed);
  return {
    operations,
    add: (fault) => {
      if (fault.operation !== undefined && !operations.includes(fault.operation)) {
        throw new RangeError(`there is no operation ${fault.operation}; there are ${operations.join(', ')}`);
      }
      faults.push({ fault, seen: 0, struck: 0 });
    },
    clear: () => {
      faults = [];
    },
    active: () => faults.filter(({ fault, struck }) => struck < most(fault)).map(({ fault }) => fault),
    strike: (operation, targets = []) => {
      for (const entry of faults) {
        const { fault } = entry;
        if (!matches(fault, operation, targets)) continue;
        entry.seen += 1;
        if (entry.seen <= (fault.skip ?? 0) || entry.struck >= most(fault)) continue;
        if (fault.probability !== undefined && random() >= fault.probability) continue;
        entry.struck += 1;
        return fault.effect;
      }
      return undefined;
    },
  };
}

function most({ times = Number.POSITIVE_INFINITY }: FaultMatch): number {
  return times;
}

function matches(match: FaultMatch, operation: string, targets: readonly string[]): boolean {
  if (match.operation !== undefined && match.operation !== operation) return false;
  return match.target === undefined || targets.includes(match.target);
}

/** Numbers in [0, 1) that are the same for the same seed (Mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
