import { createHash } from 'node:crypto';

/** Makes and reads the opaque ids of one store. */
export interface IdMaker {
  item(serial: number): string;
  /** The serial in an item id; undefined when the id is not of this store. */
  serialOf(itemId: string): number | undefined;
  folder(number: number): string;
  /** The id that an item keeps while it moves within its store. */
  immutable(identity: number): string;
  /** The identity in an immutable id; undefined when the id is none of this store. */
  identityOf(immutableId: string): number | undefined;
  changeKey(serial: number, version: number): string;
}

/**
 * Ids like those of Exchange: long, base64, case-sensitive and full of `/` and `+`. The serial stands in the id, so that a
 * million messages need no table.
 */
export function idMaker(store: string): IdMaker {
  const prefix = digest(`store ${store}`).subarray(0, 24);
  const encode = (kind: number, number: number): string => {
    const body = Buffer.alloc(9);
    body.writeUInt8(kind, 0);
    body.writeUIntBE(number, 1, 6);
    const check = digest(`${store} ${kind} ${number}`).subarray(0, 30);
    return Buffer.concat([prefix, body, Buffer.from([0xfb, 0xff, 0xbf]), check]).toString('base64');
  };
  const item = (serial: number) => encode(1, serial);
  const immutable = (identity: number) => encode(3, identity);
  const numberIn = (id: string, encoded: (number: number) => string): number | undefined => {
    const bytes = Buffer.from(id, 'base64');
    if (bytes.byteLength < 40) return undefined;
    const number = bytes.readUIntBE(25, 6);
    return encoded(number) === id ? number : undefined;
  };
  return {
    item,
    folder: (number) => encode(2, number),
    immutable,
    serialOf: (itemId) => numberIn(itemId, item),
    identityOf: (immutableId) => numberIn(immutableId, immutable),
    changeKey: (serial, version) => digest(`${store} ${serial} version ${version}`).subarray(0, 18).toString('base64'),
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** 16 bytes that are the same for the same text: a search key. */
export function searchKeyOf(text: string): Uint8Array {
  return digest(`search key ${text}`).subarray(0, 16);
}
