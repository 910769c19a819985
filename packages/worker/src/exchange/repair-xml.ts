import { withoutForbidden } from './allowed-characters.ts';
import { walkXml, type XmlTag, type XmlVisitor } from './xml-pass.ts';

/** Content type that stands for a link to a file in the cloud; see `repairXml`. */
export const referenceType = 'application/x.connector-reference';
/** Content type that stands for a kind of attachment that nobody knew when this was written. */
export const unknownType = 'application/x.connector-unknown';

/** One response message: what the server says of one thing that was asked for. */
export interface ResponseMessage {
  readonly isError: boolean;
  /** `NoError`, or for example `ErrorItemNotFound`. Kept as text: the library forgets codes it does not know. */
  readonly code: string;
}

/** An answer that the library can read, with the response messages in order. */
export interface RepairedAnswer {
  readonly text: string;
  readonly messages: readonly ResponseMessage[];
}

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
/** Elements that items stand in. */
const itemParents: ReadonlySet<string> = new Set(['Create', 'Update', 'Items']);
const knownAttachments: ReadonlySet<string> = new Set(['FileAttachment', 'ItemAttachment']);
/** What is kept of an attachment of another kind. */
const keptOfAttachments: ReadonlySet<string> = new Set(['AttachmentId', 'Name', 'Size', 'IsInline']);

/**
 * Rewrites what the library cannot read: unknown item elements become plain items, attachments that it would drop become
 * file attachments with a content type that tells, CDATA becomes text, and characters that XML forbids go. All in one
 * pass that also proves the answer well-formed, because the library would take half a message for a whole one.
 * @throws ConnectorError `ews.malformed-answer`
 */
export function repairXml(answer: string): RepairedAnswer {
  const text = withoutForbidden(withoutCdata(answer));
  const editor = createEditor(text);
  const messages: ResponseMessage[] = [];
  walkXml(text, withParents(combine(renaming(editor), reading(text, messages))));
  return { text: editor.finish(), messages };
}

function withoutCdata(text: string): string {
  if (!text.includes('<![CDATA[')) return text;
  return text.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, content: string) =>
    content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  );
}

/** Copies a text but for the ranges that are replaced; ranges come in order. */
interface Editor {
  replace(start: number, end: number, replacement: string): void;
  finish(): string;
}

function createEditor(text: string): Editor {
  let output = '';
  let from = 0;
  return {
    replace: (start, end, replacement) => {
      output += text.slice(from, start) + replacement;
      from = end;
    },
    finish: () => (from === 0 ? text : output + text.slice(from)),
  };
}

/** A visitor that knows the names of the elements around a tag, the innermost last. */
interface NestedVisitor {
  open(tag: XmlTag, parents: readonly string[]): void;
  close(tag: XmlTag, parents: readonly string[]): void;
}

function withParents(visitor: NestedVisitor): XmlVisitor {
  const parents: string[] = [];
  return {
    open: (tag) => {
      visitor.open(tag, parents);
      parents.push(tag.name);
    },
    close: (tag) => {
      parents.pop();
      visitor.close(tag, parents);
    },
  };
}

function combine(one: NestedVisitor, other: NestedVisitor): NestedVisitor {
  return {
    open: (tag, parents) => {
      one.open(tag, parents);
      other.open(tag, parents);
    },
    close: (tag, parents) => {
      one.close(tag, parents);
      other.close(tag, parents);
    },
  };
}

/** Changes names inside tags, so that whatever else stands in a tag stays. */
function renaming(editor: Editor): NestedVisitor {
  let dropFrom: number | undefined;
  return {
    open: (tag, parents) => {
      if (dropFrom !== undefined) return;
      if (isDropped(tag, parents)) dropFrom = tag.start;
      const name = newName(tag, parents.at(-1));
      if (name === undefined) return;
      const start = tag.start + `<${tag.prefix}`.length;
      editor.replace(start, start + tag.name.length, name);
      if (name === 'FileAttachment' && !tag.selfClosing) editor.replace(tag.end, tag.end, kindMark(tag));
    },
    close: (tag, parents) => {
      if (dropFrom !== undefined) {
        if (!isDropped(tag, parents)) return;
        editor.replace(dropFrom, tag.end, '');
        dropFrom = undefined;
      } else if (!tag.selfClosing) {
        const name = newName(tag, parents.at(-1));
        if (name !== undefined) editor.replace(tag.start, tag.end, `</${tag.prefix}${name}>`);
      }
    },
  };
}

/** The name that the library knows in place of this one; undefined when it knows this one. */
function newName({ name }: XmlTag, parent = ''): string | undefined {
  if (itemParents.has(parent) && !knownItems.has(name) && !name.endsWith('Folder')) return 'Item';
  return isForeignAttachment(name, parent) ? 'FileAttachment' : undefined;
}

function isForeignAttachment(name = '', parent = ''): boolean {
  return parent === 'Attachments' && !knownAttachments.has(name);
}

/** A part of a foreign attachment that nothing is made of. */
function isDropped({ name }: XmlTag, parents: readonly string[]): boolean {
  return isForeignAttachment(parents.at(-1), parents.at(-2)) && !keptOfAttachments.has(name);
}

/** A content type in place of the kind that gets lost. */
function kindMark({ name, prefix }: XmlTag): string {
  const type = name === 'ReferenceAttachment' ? referenceType : unknownType;
  return `<${prefix}ContentType>${type}</${prefix}ContentType>`;
}

/** Collects the response messages: elements named after their operation, with a class and a code. */
function reading(text: string, messages: ResponseMessage[]): NestedVisitor {
  let isError = false;
  return {
    open: ({ name, attributes }) => {
      if (name.endsWith('ResponseMessage')) isError = attributes['ResponseClass'] !== 'Success';
    },
    close: ({ name, start }, parents) => {
      if (name !== 'ResponseCode' || parents.at(-1)?.endsWith('ResponseMessage') !== true) return;
      const code = text.slice(text.lastIndexOf('>', start) + 1, start).trim();
      messages.push({ isError: isError && code !== 'NoError', code });
    },
  };
}
