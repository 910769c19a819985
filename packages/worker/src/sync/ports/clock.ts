/** Time and chance, passed in, so that tests own both. Implemented by `runtime/system-clock.ts` and `memory/`. */
export interface Clock {
  /** Milliseconds since the epoch. For records people read; never compared with another machine's clock. */
  now(): number;
  /** Milliseconds on a clock that never jumps. For measuring and expiry. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with a `cancelled` ConnectorError as soon as `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `task` every `ms` until the returned function is called. Never keeps the process alive. */
  every(ms: number, task: () => void): () => void;
  /** Uniform in [0, 1). */
  random(): number;
}
