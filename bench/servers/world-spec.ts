import {
  type ChangeableWorld,
  createWorld,
  largeAttachment,
  type TestableMailbox,
  type WorldMessage,
} from '@connector/sandbox';

/** The mail that a scenario reads. The same spec gives the same mail on every machine. */
export interface WorldSpec {
  readonly seed: number;
  readonly mailboxes: number;
  /** Messages in the inbox of each mailbox, rendered when they are asked for and never held. */
  readonly messages: number;
  /** Folders of each mailbox beside the twelve that every mailbox has. */
  readonly extraFolders?: number;
  /** Bytes of each body; without it bodies have one or two kB and are text as well. */
  readonly bodyBytes?: number;
  /** Share of messages with the usual attachments, 0 to 1. */
  readonly attachmentShare?: number;
  /** Messages in each inbox that carry these attachments each. */
  readonly attached?: AttachedSpec;
}

/** Messages with attachments that are large, many, or nested. */
export interface AttachedSpec {
  readonly messages: number;
  readonly files: number;
  readonly bytes: number;
  /** Levels of messages attached to messages, each with the files. */
  readonly nested?: number;
}

export function addressOf(number: number): string {
  return `person${number}@contoso.example`;
}

export async function buildWorld(spec: WorldSpec): Promise<ChangeableWorld> {
  const { seed, bodyBytes, attachmentShare = 0 } = spec;
  const world = await createWorld({ seed, attachmentShare, ...(bodyBytes === undefined ? {} : { bodyBytes }) });
  for (let number = 0; number < spec.mailboxes; number += 1) {
    const mailbox = world.addMailbox(addressOf(number), { generated: spec.messages });
    for (let extra = 0; extra < (spec.extraFolders ?? 0); extra += 1) {
      mailbox.primary.addFolder({ name: `Project ${extra}` });
    }
    if (spec.attached !== undefined) deliverAttached(mailbox, spec.attached);
  }
  return world;
}

function deliverAttached({ primary }: TestableMailbox, spec: AttachedSpec): void {
  const inbox = primary.wellKnown('inbox');
  if (inbox === undefined) throw new Error('the generated mailbox has no inbox');
  for (let message = 0; message < spec.messages; message += 1) {
    const { id, content } = primary.deliver(inbox.id);
    // Read once: what a generated message holds does not depend on what happens to it.
    const original = content();
    primary.edit(id, () => withFiles(original, spec, spec.nested ?? 0));
  }
}

function withFiles(message: WorldMessage, spec: AttachedSpec, levels: number): WorldMessage {
  const files = Array.from({ length: spec.files }, (_, number) =>
    largeAttachment(`file ${levels}-${number}.txt`, spec.bytes, `${levels}-${number}`),
  );
  const nested = levels === 0 ? [] : [attachedMessage(withFiles(message, spec, levels - 1))];
  return { ...message, attachments: [...files, ...nested] };
}

function attachedMessage(message: WorldMessage): WorldMessage['attachments'][number] {
  return { kind: 'message', name: message.subject, size: message.body.text.length, message };
}
