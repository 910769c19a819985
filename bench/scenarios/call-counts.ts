import type { ServerCounts } from '../servers/protocol.ts';

/**
 * Calls to one service. Of Microsoft Graph each request of a batch counts, which is how it is throttled, and the batch itself does
 * not.
 */
export function callsOf({ calls }: ServerCounts, service: string): number {
  return Object.entries(calls)
    .filter(([operation]) => operation.startsWith(`${service}.`) && operation !== 'graph.Batch')
    .reduce((sum, [, count]) => sum + count, 0);
}
