import { watched } from './watched-ports.ts';

/** Calls to methods of ports, by name. */
export type CallCounts = Map<string, number>;

/** The same port with its calls counted, and those of what its methods return. Scans are counted for each of their pages. */
export function counted<Port extends object>(port: Port, counts: CallCounts): Port {
  return watched(port, (name) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return () => {};
  });
}

/** All calls together. */
export function totalOf(counts: CallCounts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
