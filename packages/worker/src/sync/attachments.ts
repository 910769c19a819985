import { buildAttachmentDocument, type MessageContext } from '../documents/index.ts';
import { type Failure, toFailure } from '../errors.ts';
import { count, type StoreContext } from './context.ts';
import { isPermanent, stopsStore } from './failure-policy.ts';
import { inOrder } from './in-order.ts';
import type { MailAttachmentContent } from './ports/index.ts';
import type { PutBuffer } from './put-buffer.ts';
import { type WantedAttachment, wantedAttachments } from './wanted-attachments.ts';

/** Attachments of one message that are fetched at a time: as many as a source sends requests. */
const attachmentsAtATime = 4;

/** A message's attachments on their way into the index. */
export interface AttachmentsToAdd {
  readonly about: MessageContext;
  readonly parentId: string;
  readonly buffer: PutBuffer;
}

/**
 * Adds a document for each attachment that can have one; the others are counted with a reason. One bad attachment
 * stops neither the message nor the other attachments.
 * @returns why some attachment has to be tried again, if one has.
 */
export async function addAttachments(
  context: StoreContext,
  { about, parentId, buffer }: AttachmentsToAdd,
): Promise<Failure | undefined> {
  const tasks = wantedAttachments(context, about.message).flatMap((plan) => {
    if (plan.action === 'fetch') {
      const add = () => addAttachment(context, { about, parentId, buffer }, plan);
      return [() => context.contentBudget.run(plan.attachment.size ?? 0, add)];
    }
    skip(context, plan.reason);
    return [];
  });
  let retry: Failure | undefined;
  for await (const failure of inOrder(tasks, () => attachmentsAtATime)) retry = failure ?? retry;
  return retry;
}

async function addAttachment(
  context: StoreContext,
  { about, parentId, buffer }: AttachmentsToAdd,
  { attachment, ordinal }: Extract<WantedAttachment, { readonly action: 'fetch' }>,
): Promise<Failure | undefined> {
  const fetched = await fetchContent(context, attachment.id);
  if ('failure' in fetched) {
    if (fetched.failure.kind === 'transient') return fetched.failure;
    skip(context, fetched.failure.code);
    return undefined;
  }
  const { contentBytes } = context.index;
  const { content } = fetched;
  const built = await buildAttachmentDocument({ ...about, parentId, attachment, ordinal, content, contentBytes });
  if ('skipped' in built) {
    skip(context, built.skipped);
  } else {
    await buffer.add(built.document);
    for (const reason of built.skippedInside) skip(context, reason);
  }
  return undefined;
}

/** Counts those that the index accepted, and tells those that it will never accept. The others are tried again. */
export function reportAttachments(context: StoreContext, ids: readonly string[], buffer: PutBuffer): void {
  for (const id of ids) {
    const outcome = buffer.outcome(id);
    if (outcome?.accepted) count(context, { attachments: 1 });
    else if (outcome !== undefined && isPermanent(outcome.failure)) skip(context, outcome.failure.code);
  }
}

function skip(context: StoreContext, reason: string): void {
  context.emit({ type: 'attachment-skipped', mailbox: context.mailbox, reason });
  count(context, { attachmentsSkipped: 1 });
}

async function fetchContent(
  context: StoreContext,
  attachmentId: string,
): Promise<{ content: MailAttachmentContent } | { failure: Failure }> {
  try {
    return { content: await context.reader.fetchAttachment(attachmentId, context.abort) };
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (stopsStore(failure)) throw thrown;
    return { failure };
  }
}
