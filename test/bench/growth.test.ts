import { describe, expect, it } from '@jest/globals';
import { growthOf } from '../../bench/soak/growth.ts';
import type { Sample } from '../../bench/worker/worker-run.ts';

const megabyte = 1024 * 1024;

function samples(change: (position: number) => Partial<Sample>): readonly Sample[] {
  return Array.from({ length: 40 }, (_, position) => ({
    thread: 'main' as const,
    at: position,
    cpuMs: 0,
    rss: 200 * megabyte,
    heapUsed: 80 * megabyte,
    external: 0,
    arrayBuffers: 0,
    handles: 5,
    sockets: 2,
    longestDelayMs: 0,
    p99DelayMs: 0,
    final: false,
    ...change(position),
  }));
}

const grown = (all: readonly Sample[]) => growthOf(all).flatMap(({ what, holds }) => (holds ? [] : [what]));

describe('growth over a soak run', () => {
  it('is none when everything stays as it was', () => {
    expect(grown(samples(() => ({})))).toEqual([]);
  });

  it('is none while the worker warms up, and none of a single high reading', () => {
    expect(grown(samples((position) => ({ rss: (position < 8 ? 90 : 200) * megabyte })))).toEqual([]);
    expect(grown(samples((position) => ({ rss: (position === 39 ? 900 : 200) * megabyte })))).toEqual([]);
  });

  it.each([
    ['resident memory in bytes', (position: number) => ({ rss: (200 + 4 * position) * megabyte })],
    ['heap of the main thread in bytes', (position: number) => ({ heapUsed: (80 + 4 * position) * megabyte })],
    ['handles of the main thread', (position: number) => ({ handles: 5 + position })],
    ['sockets of the main thread', (position: number) => ({ sockets: 2 + position })],
  ])('of %s is seen', (what, change) => {
    expect(grown(samples(change))).toEqual([what]);
  });

  it('is looked for in both threads', () => {
    const sync = samples((position) => ({ thread: 'sync', sockets: position }));
    expect(grown([...samples(() => ({})), ...sync])).toEqual(['sockets of the sync thread']);
  });
});
