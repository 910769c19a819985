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
const folderLists = ['ListFolders', 'ListChildFolders'] as const;
const graphCalls = [
  ...folderLists,
  'FoldersDelta',
  'MessagesDelta',
  'GetFolder',
  'GetMessage',
  'ListMessages',
  'GetAttachmentValue',
  'Batch',
] as const;
const refused = (code: string) => ({ kind: 'error', status: 410, code }) as const;

const lists = ['MessagesDelta', 'FoldersDelta'] as const;

/** What befalls lists of changes, after which the next delta run tells everything all the same. */
const passingOfLists: fc.Arbitrary<WireFault> = fc.oneof(
  atTimes(
    'exchange',
    ['SyncFolderHierarchy', 'SyncFolderItems'],
    [{ kind: 'response-error', code: 'ErrorInvalidSyncStateData' }],
  ),
  atTimes('graph', lists, [refused('SyncStateNotFound'), refused('syncStateInvalid')], 'delta'),
  always(lists, [{ kind: 'replay' }, { kind: 'truncated-page', above: 1 }]),
  always(
    ['MessagesDelta'],
    [
      { kind: 'returned-as-removed', item: 'untold' },
      { kind: 'returned-as-removed', item: 'before' },
    ],
  ),
  always(folderLists, [{ kind: 'truncated-page' }, { kind: 'property', id: 'SystemTime 0x670a' }]),
  // That a folder is gone is found out when its messages are asked for.
  always(['FoldersDelta'], [{ kind: 'untold', entries: 'removed' }]),
);

/** Faults that a delta run makes up for. */
export const passingFault: fc.Arbitrary<WireFault> = fc.oneof(
  atTimes('exchange', exchangeCalls, passingOfExchange),
  atTimes('graph', graphCalls, passingOfGraph),
  passingOfLists,
);

/**
 * Of moves nothing is told but removals: to be drawn alone. Where a removal is not heard all the same, as its folder fails or is
 * listed again, the message is lost until a full run (LIMITATIONS).
 */
export const movesUntold: fc.Arbitrary<readonly WireFault[]> = fc.constant([
  { service: 'graph', operation: 'MessagesDelta', effect: { kind: 'moved-untold' } },
]);

/**
 * Faults of which some are never made up for by changes alone, but by a full run. Not that nothing is told of what came: a message that
 * is moved into a folder nobody tells of loses its document until then, and so do some others (LIMITATIONS).
 */
export const anyFault: fc.Arbitrary<WireFault> = fc.oneof(
  passingFault,
  once(atTimes('exchange', exchangeCalls, [{ kind: 'truncate' }, { kind: 'unknown-element' }])),
  // But not bytes of a file: those that end early, and cleanly, are a file as well.
  once(
    atTimes(
      'graph',
      ['FoldersDelta', 'MessagesDelta', 'GetFolder', 'GetMessage', 'ListMessages', 'Batch'],
      [{ kind: 'truncate' }],
    ),
  ),
  always(lists, [{ kind: 'untold', entries: 'removed' }, { kind: 'truncated-page' }]),
);

type Effect<Service extends WireFault['service']> = Extract<WireFault, { service: Service }>['effect'];

/** Strikes some calls. */
function atTimes<Service extends WireFault['service']>(
  service: Service,
  operations: readonly string[],
  effects: readonly Effect<Service>[],
  target?: string,
): fc.Arbitrary<WireFault> {
  return fc
    .record({
      operation: fc.constantFrom(...operations),
      effect: fc.constantFrom(...effects),
      skip: fc.nat(12),
      // Fewer than the four tries of a call: what fails in all of them, alone, may be given up for good, and rests in every later run.
      times: fc.constantFrom(1, 1, 2, 3),
    })
    .map((fault) => ({ service, ...fault, ...(target === undefined ? {} : { target }) }) as WireFault);
}

/** Several together must not come to four: a message that is cut in each of four tries rests until it changes or is tried on demand. */
function once(fault: fc.Arbitrary<WireFault>): fc.Arbitrary<WireFault> {
  return fault.map((drawn) => ({ ...drawn, times: 1 }));
}

/** Strikes each call of Microsoft Graph for as long as a run goes on: what it is known to tell wrongly. */
function always(operations: readonly string[], effects: readonly GraphFault[]): fc.Arbitrary<WireFault> {
  return fc.record({
    service: fc.constant('graph' as const),
    operation: fc.constantFrom(...operations),
    effect: fc.constantFrom(...effects),
  });
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
