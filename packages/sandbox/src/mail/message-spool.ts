import { mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { WorldAttachment, WorldMessage } from './model.ts';

/** Where something stands in the spool. */
interface Slot {
  readonly position: number;
  readonly length: number;
}

/** An attachment whose content is in the spool. */
type SpooledAttachment =
  | (Omit<Extract<WorldAttachment, { kind: 'file' }>, 'content'> & { readonly slot: Slot })
  | (Omit<Extract<WorldAttachment, { kind: 'message' }>, 'message'> & { readonly message: SpooledMessage })
  | Extract<WorldAttachment, { kind: 'reference' }>;

interface SpooledMessage extends Omit<WorldMessage, 'attachments'> {
  readonly attachments: readonly SpooledAttachment[];
}

/** Parsed messages in a file, so that a large mailbox takes no memory. The file is gone with the process. */
export interface MessageSpool {
  /** Puts a message aside and returns what reads it again. */
  keep(message: WorldMessage): Promise<() => WorldMessage>;
}

export function openSpool(): MessageSpool {
  const folder = mkdtempSync(join(tmpdir(), 'connector-mail-'));
  const file = openSync(join(folder, 'messages'), 'w+');
  // An open file outlives its name, and leaves nothing behind.
  rmSync(folder, { recursive: true, force: true });
  let end = 0;
  const write = (bytes: Uint8Array): Slot => {
    for (let written = 0; written < bytes.byteLength; )
      written += writeSync(file, bytes, written, bytes.byteLength - written, end + written);
    const slot = { position: end, length: bytes.byteLength };
    end += bytes.byteLength;
    return slot;
  };
  const read = ({ position, length }: Slot): Buffer => {
    const bytes = Buffer.alloc(length);
    for (let got = 0; got < length; ) got += readSync(file, bytes, got, length - got, position + got);
    return bytes;
  };
  return {
    keep: async (message) => {
      const slot = write(serialize(await spooled(message, write)));
      return () => restored(deserialize(read(slot)) as SpooledMessage, read);
    },
  };
}

async function spooled(message: WorldMessage, write: (bytes: Uint8Array) => Slot): Promise<SpooledMessage> {
  const attachments: SpooledAttachment[] = [];
  for (const attachment of message.attachments) {
    if (attachment.kind === 'reference') attachments.push(attachment);
    else if (attachment.kind === 'message')
      attachments.push({ ...attachment, message: await spooled(attachment.message, write) });
    else {
      const { content, ...rest } = attachment;
      attachments.push({ ...rest, slot: write(await content()) });
    }
  }
  return { ...message, attachments };
}

function restored(message: SpooledMessage, read: (slot: Slot) => Buffer): WorldMessage {
  return {
    ...message,
    attachments: message.attachments.map((attachment): WorldAttachment => {
      if (attachment.kind === 'reference') return attachment;
      if (attachment.kind === 'message') return { ...attachment, message: restored(attachment.message, read) };
      const { slot, ...rest } = attachment;
      return { ...rest, content: async () => read(slot) };
    }),
  };
}
