/** Counts calls by operation. */
export interface CallCounter {
  count(operation: string): void;
  /** Calls since the last reset, by operation. */
  counts(): Readonly<Record<string, number>>;
  reset(): void;
}

export function callCounter(): CallCounter {
  let calls: Record<string, number> = {};
  return {
    count: (operation) => {
      calls[operation] = (calls[operation] ?? 0) + 1;
    },
    counts: () => ({ ...calls }),
    reset: () => {
      calls = {};
    },
  };
}
