import type { WorldMessage } from '../mail/index.ts';
import { escapeXml } from './xml.ts';

type Body = WorldMessage['body'];

/** A body in the type that is asked for; `Best` keeps its own. */
export function renderBody(name: string, body: Body, wanted: string): string {
  const { type, text } = bodyAs(body, wanted);
  return `<t:${name} BodyType="${type}" IsTruncated="false">${escapeXml(text)}</t:${name}>`;
}

/** What the sender added: quoted text is left out. */
export function uniqueBody({ type, text }: Body): Body {
  if (type === 'Text') return { type, text: text.replace(/^>.*(\r?\n|$)/gm, '') };
  return { type, text: text.replace(/<blockquote>[\s\S]*?<\/blockquote>/gi, '') };
}

function bodyAs(body: Body, wanted: string): Body {
  if (wanted === 'Text' && body.type === 'HTML') return { type: 'Text', text: body.text.replace(/<[^>]*>/g, '') };
  if (wanted === 'HTML' && body.type === 'Text') {
    // Exchange makes HTML of text on request.
    return { type: 'HTML', text: `<html><body><pre>${escapeXml(body.text)}</pre></body></html>` };
  }
  return body;
}
