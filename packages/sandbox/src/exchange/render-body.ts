import { bodyAs, type WorldMessage } from '../mail/index.ts';
import { escapeXml } from './xml.ts';

/** A body in the type that is asked for; `Best` keeps its own. */
export function renderBody(name: string, body: WorldMessage['body'], wanted: string): string {
  const { type, text } = bodyAs(body, wanted);
  return `<t:${name} BodyType="${type}" IsTruncated="false">${escapeXml(text)}</t:${name}>`;
}
