import type { Sandbox } from '@connector/sandbox';

/** From now on every service fails each call with this chance, in one of several ways; 0 ends it. */
export function addChaos({ exchange, graph, qbusiness, dynamodb }: Sandbox, probability: number): void {
  for (const { faults } of [exchange, graph, qbusiness, dynamodb]) faults.clear();
  if (probability === 0) return;
  const reset = { probability, effect: { kind: 'reset' } } as const;
  const late = { probability, effect: { kind: 'reset', when: 'after' } } as const;
  for (const { faults } of [exchange, graph, qbusiness, dynamodb]) {
    faults.add(reset);
    faults.add(late);
    faults.add({ probability, effect: { kind: 'truncate' } });
  }
  exchange.faults.add({ probability, effect: { kind: 'fault', code: 'ErrorServerBusy', backOffMs: 100 } });
  graph.faults.add({ probability, effect: { kind: 'error', status: 503, code: 'serviceNotAvailable' } });
  qbusiness.faults.add({ probability, effect: { kind: 'error', status: 500, type: 'InternalServerException' } });
}
