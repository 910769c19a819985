import { median } from '../report/figure.ts';
import type { Sample } from '../worker/worker-run.ts';

/** Something that must not grow, after the worker has warmed up and at the end. */
export interface Growth {
  readonly what: string;
  readonly first: number;
  readonly last: number;
  readonly holds: boolean;
}

/** Of resident memory a part may be what V8 has not given back yet; of what is counted nothing may stay. */
const allowed = { memoryTimes: 1.2, memoryBytes: 32 * 1024 * 1024, counted: 2 };

/**
 * Compares the second quarter of the samples with the last one: in the first, code is compiled and connections are opened.
 * Medians, as a run of a sync holds more than the wait after it.
 */
export function growthOf(samples: readonly Sample[]): readonly Growth[] {
  return (['main', 'sync'] as const).flatMap((thread) => {
    const own = samples.filter((sample) => sample.thread === thread && !sample.final);
    const quarter = Math.floor(own.length / 4);
    const early = own.slice(quarter, 2 * quarter);
    const late = own.slice(-quarter);
    if (quarter === 0) return [];
    return [
      ...(thread === 'main' ? [memory('resident memory in bytes', early, late, ({ rss }) => rss)] : []),
      memory(`heap of the ${thread} thread in bytes`, early, late, ({ heapUsed }) => heapUsed),
      counted(`handles of the ${thread} thread`, early, late, ({ handles }) => handles),
      counted(`sockets of the ${thread} thread`, early, late, ({ sockets }) => sockets),
    ];
  });
}

type Reading = (sample: Sample) => number;

function memory(what: string, early: readonly Sample[], late: readonly Sample[], read: Reading): Growth {
  const [first, last] = [median(early.map(read)), median(late.map(read))];
  return { what, first, last, holds: last <= Math.max(first * allowed.memoryTimes, first + allowed.memoryBytes) };
}

function counted(what: string, early: readonly Sample[], late: readonly Sample[], read: Reading): Growth {
  const [first, last] = [median(early.map(read)), median(late.map(read))];
  return { what, first, last, holds: last <= first + allowed.counted };
}
