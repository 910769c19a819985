import { createHash } from 'node:crypto';
import type { SampleFile } from './office-files.ts';

/** What messages are generated from. */
export interface GeneratorOptions {
  readonly seed: number;
  /** Store that the message comes into; makes search keys its own. */
  readonly store: string;
  readonly owner: string;
  readonly colleagues: readonly string[];
  readonly files: readonly SampleFile[];
  /** Share of messages with attachments, 0 to 1. */
  readonly attachmentShare?: number;
  /** Bytes of the largest bodies and attachments; they come rarely, and not at all without it. */
  readonly largest?: number;
  /** Bytes that every body is filled up to, as HTML; without it bodies have one or two kB and are text as well. */
  readonly bodyBytes?: number;
}

/** A whole number from 0 up to `most`, `most` excluded. */
export type Draw = (most: number) => number;

/** Draws that depend on seed, store and serial alone. */
export function drawFor({ seed, store }: GeneratorOptions, serial: number): Draw {
  let state = seed ^ Math.imul(serial, 0x9e3779b1);
  for (const character of store) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
}

/** Words that stand in exactly one message's body, so that a test can find it in the index. */
export function tokenOf({ seed, store }: GeneratorOptions, serial: number): string {
  return `tok-${seed}-${store.replace(/[^a-z0-9]/gi, '-')}-${serial}`;
}

/** The Internet message id of a serial, whether the message shows it or not. */
export function messageIdOf({ seed, store }: GeneratorOptions, serial: number): string {
  const place = createHash('sha256').update(store).digest('hex').slice(0, 12);
  return `<${serial}.${seed}.${place}@mail.example>`;
}
