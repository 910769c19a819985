import { ResponseError } from './soap.ts';

/** Where a synchronisation stands. */
export interface SyncState {
  readonly kind: 'hierarchy' | 'items';
  /** Mailbox, store and root folder that it belongs to. */
  readonly scope: string;
  /** Everything up to this entry of the log was told. */
  readonly sequence: number;
  /** While the first listing goes on: items with a smaller serial are still to be told. */
  readonly below?: number;
}

/** Opaque to clients: base64 with a mark that shows truncation. */
export function writeSyncState(state: SyncState): string {
  return Buffer.from(`S1 ${JSON.stringify(state)} E`).toString('base64');
}

/**
 * Reads a state; a state of something else, or a damaged one, is refused.
 * @throws ResponseError ErrorInvalidSyncStateData
 */
export function readSyncState(text: string, expected: Pick<SyncState, 'kind' | 'scope'>): SyncState {
  const state = parse(text);
  if (state?.kind === expected.kind && state.scope === expected.scope) return state;
  throw new ResponseError('ErrorInvalidSyncStateData', 'Synchronization state data is corrupt or otherwise invalid.');
}

function parse(text: string): SyncState | undefined {
  const json = /^S1 (.*) E$/s.exec(Buffer.from(text, 'base64').toString())?.[1];
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json) as SyncState;
  } catch {
    return undefined;
  }
}
