import { ConnectorError, type Failure } from '../errors.ts';
import { decodeUtf8 } from '../runtime/decode-utf8.ts';

const unreadableCode = 'graph.unreadable-answer';

/**
 * The JSON of an answer. Exchange Online sends control characters that JSON does not allow, and at times ends a body in the
 * middle although it says 200.
 * @throws ConnectorError `graph.unreadable-answer`
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  try {
    return JSON.parse(withoutControls(text));
  } catch (thrown) {
    // Not the words of the parser: they quote mail.
    const message = `the answer of Microsoft Graph is not whole JSON, after ${bytes.byteLength} bytes`;
    throw new ConnectorError({ code: unreadableCode, kind: 'transient', message }, { cause: (thrown as Error).name });
  }
}

/** Line ends and tabs stand between members; in texts they are escaped. */
function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, '');
}

/** The answer came, and says nothing of what was asked for. */
export function isUnreadable({ code }: Failure): boolean {
  return code === unreadableCode;
}

/** `code` and `message` of an error's body. */
export function errorOf(body: unknown): { code: string | undefined; text: string | undefined } {
  const { error } = (body ?? {}) as { error?: { code?: unknown; message?: unknown } };
  return { code: textOf(error?.code), text: textOf(error?.message) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
