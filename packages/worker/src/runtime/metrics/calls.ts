import type { Instrument } from './instrument.ts';

interface Calls {
  readonly by: { readonly service: string; readonly operation: string };
  readonly durations: number[];
  errors: number;
}

/** Calls by service and operation. Every duration is kept, for a minute at the most: percentiles of a sample would lie. */
export function calls(): Instrument {
  let calls = new Map<string, Calls>();
  return {
    event: (event) => {
      if (event.type !== 'call') return;
      const { service, operation, durationMs, ok } = event;
      const name = `${service}.${operation}`;
      const known = calls.get(name) ?? { by: { service, operation }, durations: [], errors: 0 };
      known.durations.push(Math.round(durationMs));
      if (!ok) known.errors += 1;
      calls.set(name, known);
    },
    happened: () => {
      const points = [...calls.values()].flatMap(({ by, durations, errors }) => [
        { metric: 'callDuration', value: durations, by } as const,
        { metric: 'callErrors', value: errors, by } as const,
      ]);
      calls = new Map();
      return points;
    },
  };
}
