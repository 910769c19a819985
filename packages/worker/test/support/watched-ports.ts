/** Told of a call over the wire when it begins; returns what is to be told when it is over. */
export type Watch = (name: string) => () => void;

/**
 * The same port with its calls watched, and those of what its methods return: a reader, a session, the state of a store.
 * Of a scan, each page is a call.
 */
export function watched<Port extends object>(port: Port, watch: Watch): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof name === 'symbol' || typeof member !== 'function') return watchedMember(member, watch);
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(member, target, args);
        if (result instanceof Promise) return result.finally(watch(name)).then((value) => watchedMember(value, watch));
        return isScan(result) ? watchedScan(result, () => watch(name)) : watchedMember(result, watch);
      };
    },
  });
}

/** Ports within ports; data and collections stay as they are. */
function watchedMember(value: unknown, watch: Watch): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const isPort = Object.getPrototypeOf(value) === Object.prototype && Object.values(value).some(isFunction);
  return isPort ? watched(value, watch) : value;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isScan(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function* watchedScan(scan: AsyncIterable<unknown>, watch: () => () => void): AsyncIterable<unknown> {
  const pages = scan[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await pages.next().finally(watch());
      if (done === true) return;
      yield value;
    }
  } finally {
    await pages.return?.();
  }
}
