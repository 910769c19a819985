/** Content type that stands for a link to a file in the cloud; see `repairXml`. */
export const referenceType = 'application/x.connector-reference';
/** Content type that stands for a kind of attachment that nobody knew when this was written. */
export const unknownType = 'application/x.connector-unknown';

/** Item elements that the library has classes for. Any other makes it fail on the whole page. */
const knownItems: ReadonlySet<string> = new Set([
  'Item',
  'Message',
  'CalendarItem',
  'Contact',
  'DistributionList',
  'MeetingMessage',
  'MeetingRequest',
  'MeetingResponse',
  'MeetingCancellation',
  'Task',
  'PostItem',
]);

/**
 * Rewrites what the library cannot read: unknown item elements become plain items, attachments that it would drop become
 * file attachments with a content type that tells, CDATA becomes text, and characters that XML forbids go.
 */
export function repairXml(text: string): string {
  return withoutForbidden(renameAttachments(renameItems(withoutCdata(text))));
}

function withoutCdata(text: string): string {
  if (!text.includes('<![CDATA[')) return text;
  return text.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, content: string) =>
    content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  );
}

/** Item elements stand in `Create`, `Update` and `Items`. */
function renameItems(text: string): string {
  const unknown = new Set<string>();
  for (const [, name = ''] of text.matchAll(/<(?:\w+:)?(?:Create|Update|Items)>\s*<(?:\w+:)?(\w+)/g)) {
    if (!knownItems.has(name) && !name.endsWith('Folder')) unknown.add(name);
  }
  let renamed = text;
  for (const name of unknown) {
    const inPlace = new RegExp(
      `(<(?:\\w+:)?(?:Create|Update|Items)>\\s*<)((?:\\w+:)?)${name}((?:\\s[^>]*)?(?:/>|>[\\s\\S]*?</(?:\\w+:)?))(${name}>)?`,
      'g',
    );
    renamed = renamed.replace(inPlace, (_, head: string, prefix: string, middle: string, tail?: string) =>
      tail === undefined ? `${head}${prefix}Item${middle}` : `${head}${prefix}Item${middle}Item>`,
    );
  }
  return renamed;
}

function renameAttachments(text: string): string {
  if (!/<(?:\w+:)?(?!File|Item)\w+Attachment>/.test(text)) return text;
  return text.replace(
    /<((?:\w+:)?)((?!File|Item)[A-Z]\w*Attachment)>([\s\S]*?)<\/\1\2>/g,
    (_, prefix: string, name: string, content: string) => {
      const type = name === 'ReferenceAttachment' ? referenceType : unknownType;
      const kept = content.match(
        /<(?:\w+:)?(?:AttachmentId\b[^>]*\/>|(?:AttachmentId|Name|Size|IsInline)\b[^>]*>[\s\S]*?<\/[^>]*>)/g,
      );
      const [id = '', ...rest] = kept ?? [];
      const [named, others] = rest[0]?.includes('Name') ? [rest[0], rest.slice(1)] : ['', rest];
      return `<${prefix}FileAttachment>${id}${named}<${prefix}ContentType>${type}</${prefix}ContentType>${others.join('')}</${prefix}FileAttachment>`;
    },
  );
}

/** Characters, and references to characters, that XML 1.0 does not allow. Exchange sends them at times. */
function withoutForbidden(text: string): string {
  const cleaned = text.replace(/&#(x[0-9a-fA-F]+|\d+);/g, (reference, number: string) =>
    isAllowed(Number(number.startsWith('x') ? `0${number}` : number)) ? reference : '',
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
  return cleaned.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '').toWellFormed();
}

function isAllowed(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}
