import { createCipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
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
  /** Entries of the log that were looked through for items which went before they were told. */
  readonly checked?: number;
  /** Serials of items that went untold: nothing is said of their end. */
  readonly untold?: readonly number[];
  /** Items that were told so far. */
  readonly told?: number;
}

/** Of this process: a state of another one, or one that somebody edited, is refused. */
const key = randomBytes(32);
const markBytes = 32;
/** Of the length that stands before the content. */
const headBytes = 4;

/**
 * Lengths in base64 of the states of folders with so many items, as seen on Exchange Online (ews-managed-api#220). A state
 * grows with what it stands for, and a client that keeps it must be ready for that.
 */
const seenLengths: readonly (readonly [items: number, length: number])[] = [
  [0, 1144],
  [512, 1804],
  [1024, 2464],
  [1536, 3040],
  [2048, 3504],
];

/** Opaque to clients, and as long as that of a folder from which so many items were told. */
export function writeSyncState(state: SyncState): string {
  const json = Buffer.from(JSON.stringify(state));
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(json.byteLength);
  const wanted = Math.floor((lengthOf(state.told ?? 0) * 3) / 4);
  const filling = noise(Math.max(0, wanted - head.byteLength - json.byteLength - markBytes));
  const content = Buffer.concat([head, json, filling]);
  return Buffer.concat([content, mark(content)]).toString('base64');
}

/** Between the lengths that were seen, and beyond them, along straight lines. */
function lengthOf(items: number): number {
  const next = seenLengths.findIndex(([upTo]) => upTo >= items);
  const position = next === -1 ? seenLengths.length - 1 : Math.max(1, next);
  const [[fromItems, fromLength] = [0, 0], [toItems, toLength] = [1, 0]] = seenLengths.slice(
    position - 1,
    position + 1,
  );
  return fromLength + ((items - fromItems) * (toLength - fromLength)) / (toItems - fromItems);
}

/** Bytes that do not compress and are the same each time. */
function noise(bytes: number): Buffer {
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

function mark(content: Buffer): Buffer {
  return createHmac('sha256', key).update(content).digest();
}

/**
 * Reads a state; a state of something else, or a damaged or edited one, is refused.
 * @throws ResponseError ErrorInvalidSyncStateData
 */
export function readSyncState(text: string, expected: Pick<SyncState, 'kind' | 'scope'>): SyncState {
  const state = parse(text);
  if (state?.kind === expected.kind && state.scope === expected.scope) return state;
  throw new ResponseError('ErrorInvalidSyncStateData', 'Synchronization state data is corrupt or otherwise invalid.');
}

function parse(text: string): SyncState | undefined {
  const bytes = Buffer.from(text, 'base64');
  // Decoding forgives stray characters; the service does not.
  if (bytes.byteLength < markBytes || bytes.toString('base64') !== text) return undefined;
  const content = bytes.subarray(0, -markBytes);
  if (!timingSafeEqual(mark(content), bytes.subarray(-markBytes))) return undefined;
  return JSON.parse(content.subarray(headBytes, headBytes + content.readUInt32BE(0)).toString()) as SyncState;
}
