import iconv from 'iconv-lite';
import type { WorldAttachment } from './model.ts';

/** Encodings that text files of companies come in, with a sentence that needs them. */
const encodings: readonly { readonly charset: string; readonly sentence: string }[] = [
  { charset: 'utf-8', sentence: 'Größe, 見積, договор' },
  { charset: 'windows-1252', sentence: 'Größe „genau“ – 12 €' },
  { charset: 'Shift_JIS', sentence: '見積書を添付いたします' },
  { charset: 'UTF-16', sentence: 'Größe, 見積, договор' },
  { charset: 'KOI8-R', sentence: 'Направляю договор на подпись' },
];

/** Kinds of text files by extension. The last three are UTF-8 by their own rules. */
const kinds: readonly {
  readonly extension: string;
  readonly media: string;
  readonly encodedAtWill: boolean;
  readonly content: (sentence: string, token: string) => string;
}[] = [
  {
    extension: 'txt',
    media: 'text/plain',
    encodedAtWill: true,
    content: (sentence, token) => `Notes: ${sentence}\r\n${token}\r\n`,
  },
  {
    extension: 'csv',
    media: 'text/csv',
    encodedAtWill: true,
    content: (sentence, token) => `name;amount\r\n"${sentence}";12\r\n${token};7\r\n`,
  },
  {
    extension: 'html',
    media: 'text/html',
    encodedAtWill: true,
    content: (sentence, token) => `<p>${sentence}</p><p>${token}</p>`,
  },
  {
    extension: 'json',
    media: 'application/json',
    encodedAtWill: false,
    content: (sentence, token) => JSON.stringify({ sentence, token }),
  },
  {
    extension: 'xml',
    media: 'text/xml',
    encodedAtWill: false,
    content: (sentence, token) =>
      `<?xml version="1.0" encoding="utf-8"?><order id="${token}"><item>${sentence}</item></order>`,
  },
  {
    extension: 'md',
    media: 'text/markdown',
    encodedAtWill: false,
    content: (sentence, token) => `# ${sentence}\n\n- ${token}\n`,
  },
];

/** How many different text files there are: each kind in each of its encodings. */
export const textFileVariants = kinds.length * encodings.length;

/** A text file that holds a token, so that content that got into the wrong message shows. */
export function textFile(variant: number, { name, token }: { name: string; token: string }): WorldAttachment {
  const kind = kinds[variant % kinds.length] ?? kinds[0];
  const wanted = encodings[Math.floor(variant / kinds.length) % encodings.length];
  const encoding = kind?.encodedAtWill ? wanted : encodings[0];
  if (kind === undefined || encoding === undefined) throw new RangeError(`there is no text file ${variant}`);
  const { charset, sentence } = encoding;
  const bytes = iconv.encode(kind.content(sentence, token), charset, { addBOM: charset === 'UTF-16' });
  return {
    kind: 'file',
    name: `${name}.${kind.extension}`,
    contentType: `${kind.media}; charset=${charset}`,
    contentId: undefined,
    isInline: false,
    size: bytes.byteLength,
    content: async () => bytes,
  };
}

const line = 'one line of a very long log file\n';

/** A text file of any size, made when it is asked for. */
export function largeAttachment(name: string, bytes: number, token = ''): WorldAttachment {
  return {
    kind: 'file',
    name,
    contentType: 'text/plain',
    contentId: undefined,
    isInline: false,
    size: bytes,
    content: async () => {
      const content = Buffer.alloc(bytes, line);
      content.write(token === '' ? '' : `${token}\n`);
      return content;
    },
  };
}
