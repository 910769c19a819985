/** Calls to methods of ports, by name. */
export type CallCounts = Map<string, number>;

/**
 * The same port with its calls counted, and those of what its methods return: a reader, a session, the state of a store.
 * Scans are counted once for each of their pages.
 */
export function counted<Port extends object>(port: Port, counts: CallCounts): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof name === 'symbol' || typeof member !== 'function') return countedMember(member, counts);
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(member, target, args);
        if (result instanceof Promise) return add(counts, name) && result.then((value) => countedMember(value, counts));
        if (isScan(result)) return countedScan(result, () => add(counts, name));
        return countedMember(result, counts);
      };
    },
  });
}

function add(counts: CallCounts, name: string): true {
  counts.set(name, (counts.get(name) ?? 0) + 1);
  return true;
}

/** Ports within ports; data and collections stay as they are. */
function countedMember(value: unknown, counts: CallCounts): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const isPort = Object.getPrototypeOf(value) === Object.prototype && Object.values(value).some(isFunction);
  return isPort ? counted(value, counts) : value;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isScan(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function* countedScan(scan: AsyncIterable<unknown>, onPage: () => void): AsyncIterable<unknown> {
  onPage();
  for await (const page of scan) {
    onPage();
    yield page;
  }
}

/** All calls together. */
export function totalOf(counts: CallCounts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
