import type { ExchangeFault, FaultMatch, GraphFault } from '@connector/sandbox';
import fc from 'fast-check';
import type { AdapterWorld } from './adapter-world.ts';

/** A fault of one of the services that mail is read from. */
export type WireFault =
  | (FaultMatch & { readonly service: 'exchange'; readonly effect: ExchangeFault })
  | (FaultMatch & { readonly service: 'graph'; readonly effect: GraphFault });

/** Nothing is lost by these that a further delta run does not bring: an answer is an error, or is no answer. */
const passingOfExchange: readonly ExchangeFault[] = [
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'http', status: 429, retryAfterSeconds: 7 },
  { kind: 'http', status: 503, retryAfterSeconds: 120, body: 'html' },
  { kind: 'http', status: 500, body: 'html' },
  { kind: 'fault', code: 'ErrorServerBusy', backOffMs: 500 },
  { kind: 'fault', code: 'ErrorInternalServerTransientError', status: 200 },
  { kind: 'response-error', code: 'ErrorTimeoutExpired' },
  { kind: 'batch-stopped', after: 1 },
  { kind: 'fewer-responses' },
  { kind: 'control-characters' },
];
const exchangeCalls = ['SyncFolderHierarchy', 'SyncFolderItems', 'GetItem', 'GetAttachment'] as const;

const passingOfGraph: readonly GraphFault[] = [
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'error', status: 429, code: 'ApplicationThrottled', retryAfterSeconds: 7 },
  { kind: 'error', status: 503, code: 'ErrorServerBusy', retryAfterSeconds: 120 },
  { kind: 'error', status: 500, code: 'ErrorInternalServerTransientError' },
  { kind: 'http', status: 504, body: '<html></html>' },
];
const graphCalls = ['FoldersDelta', 'MessagesDelta', 'GetFolder', 'GetMessage', 'GetAttachmentValue', 'Batch'] as const;
const refused = (code: string) => ({ kind: 'error', status: 410, code }) as const;

/** What befalls lists of changes, after which the next delta run tells everything all the same. */
const passingOfLists: fc.Arbitrary<WireFault> = fc.oneof(
  struck(
    'exchange',
    ['SyncFolderHierarchy', 'SyncFolderItems'],
    [{ kind: 'response-error', code: 'ErrorInvalidSyncStateData' }],
  ),
  struck(
    'graph',
    ['MessagesDelta', 'FoldersDelta'],
    [refused('SyncStateNotFound'), refused('syncStateInvalid')],
    'delta',
  ),
  struck('graph', ['MessagesDelta', 'FoldersDelta'], [{ kind: 'replay' }, { kind: 'truncated-page', above: 1 }]),
  struck(
    'graph',
    ['MessagesDelta'],
    [
      { kind: 'returned-as-removed', item: 'untold' },
      { kind: 'returned-as-removed', item: 'before' },
    ],
  ),
  // That a folder is gone is found out when its messages are asked for.
  struck('graph', ['FoldersDelta'], [{ kind: 'untold', entries: 'removed' }]),
);

/** Faults that a delta run makes up for. */
export const passingFault: fc.Arbitrary<WireFault> = fc.oneof(
  struck('exchange', exchangeCalls, passingOfExchange),
  struck('graph', graphCalls, passingOfGraph),
  passingOfLists,
);

/** Faults of which some are never made up for by changes alone, but by a full run. */
export const anyFault: fc.Arbitrary<WireFault> = fc.oneof(
  passingFault,
  struck('exchange', exchangeCalls, [{ kind: 'truncate' }, { kind: 'unknown-element' }]),
  struck('graph', graphCalls, [{ kind: 'truncate' }]),
  struck(
    'graph',
    ['MessagesDelta', 'FoldersDelta'],
    [{ kind: 'untold', entries: 'removed' }, { kind: 'untold', entries: 'arrived' }, { kind: 'truncated-page' }],
  ),
);

function struck<Service extends WireFault['service']>(
  service: Service,
  operations: readonly string[],
  effects: readonly Extract<WireFault, { service: Service }>['effect'][],
  target?: string,
): fc.Arbitrary<WireFault> {
  return fc
    .record({
      operation: fc.constantFrom(...operations),
      effect: fc.constantFrom(...effects),
      skip: fc.nat(12),
      times: fc.constantFrom(1, 1, 2, 5),
    })
    .map((fault) => ({ service, ...fault, ...(target === undefined ? {} : { target }) }) as WireFault);
}

/** Has them strike. */
export function addFaults({ exchange, graph }: AdapterWorld, faults: readonly WireFault[]): void {
  for (const fault of faults) {
    if (fault.service === 'graph') {
      const { service: _, ...ofGraph } = fault;
      graph.faults.add(ofGraph);
    } else {
      const { service: _, ...ofExchange } = fault;
      exchange.faults.add(ofExchange);
    }
  }
}

/** Takes away those that have not struck. */
export function clearWire({ exchange, graph }: AdapterWorld): void {
  exchange.faults.clear();
  graph.faults.clear();
}
