import type { StateStore } from '../../src/sync/ports/index.ts';
import { watched } from './watched-ports.ts';

/** A store over a wire, under a clock that stands still while anybody waits for it. */
export interface SettledStore {
  readonly store: StateStore;
  /** Resolves when no call is under way and nothing that follows from one begins another. */
  settle(): Promise<void>;
}

/** Calls take real time, of which a manual clock knows nothing: it would let leases run out while they are renewed. */
export function settledStore(store: StateStore): SettledStore {
  let underWay = 0;
  return {
    store: watched(store, () => {
      underWay += 1;
      return () => {
        underWay -= 1;
      };
    }),
    settle: async () => {
      do await new Promise((resolve) => setImmediate(resolve));
      while (underWay > 0);
    },
  };
}
