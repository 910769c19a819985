import { createHash } from 'node:crypto';
import type { WorldAttachment, WorldMessage } from './model.ts';

type Body = WorldMessage['body'];

/** A body in the type that is asked for, as Exchange makes one of the other; any other word keeps its own. */
export function bodyAs(body: Body, wanted: string): Body {
  if (wanted === 'Text' && body.type === 'HTML') return { type: 'Text', text: body.text.replace(/<[^>]*>/g, '') };
  if (wanted === 'HTML' && body.type === 'Text') {
    return { type: 'HTML', text: `<html><body><pre>${escapeHtml(body.text)}</pre></body></html>` };
  }
  return body;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** What the sender added: quoted text is left out. */
export function uniqueBody({ type, text }: Body): Body {
  if (type === 'Text') return { type, text: text.replace(/^>.*(\r?\n|$)/gm, '') };
  return { type, text: text.replace(/<blockquote>[\s\S]*?<\/blockquote>/gi, '') };
}

/** Part of the body, as a logo is. */
export function isInline(attachment: WorldAttachment): boolean {
  return attachment.kind === 'file' && attachment.isInline;
}

/**
 * The conversation of a message in base64: messages of one topic share it. Exchange goes by the conversation index, which
 * begins with the topic's.
 */
export function conversationOf({ conversationTopic = '', searchKey }: WorldMessage): string {
  const hash = createHash('sha256').update('conversation ');
  return hash.update(conversationTopic === '' ? searchKey : conversationTopic).digest('base64');
}
