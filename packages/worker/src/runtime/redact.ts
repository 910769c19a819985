import { maskAddresses } from '@connector/shared';

/** Longest line in characters. */
const longestLine = 500;
/** Most lines: a list of all settings that are wrong, or a stack. */
const mostLines = 50;
/** Characters that are looked at; far more than are kept. */
const mostRead = 4 * longestLine * mostLines;

/**
 * A text that may leave the process: no secret, no content of a message, no full address, and not without end. Services
 * echo what they were sent, so that any error text may hold any of these.
 */
export function redact(text: string): string {
  const read = text.length > mostRead ? text.slice(0, mostRead) : text;
  return capped(maskAddresses(withoutValues(withoutSecrets(read))));
}

/** What gives access, by its look. Every pattern takes time in proportion to the text alone. */
const secrets: readonly (readonly [RegExp, string])[] = [
  // A refused AWS signature comes with all signed headers, the session token among them.
  [/((?:canonical string for this request|string-to-sign) should have been)[\s\S]*/i, '$1 [redacted]'],
  [/-----BEGIN ([A-Z ]{0,20}PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g, '[private key]'],
  [/\b((?:proxy-)?authorization|cookie)(["']?\s{0,4}[:=]\s{0,4})[^\r\n]+/gi, '$1$2[redacted]'],
  [
    /\b(x-amz-(?:security-token|signature|credential)|client_secret|client_assertion|(?:access|refresh|id)_token|aws_secret_access_key|aws_session_token|secretaccesskey|sessiontoken|password|signature|credential)(["']?\s{0,4}[:=]\s{0,4}["']?)[^\s"'&;,]+/gi,
    '$1$2[redacted]',
  ],
  [/\b(Bearer|Basic|Negotiate|NTLM)\s{1,4}[\w.~+/-]{16,}={0,2}/gi, '$1 [redacted]'],
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g, '[token]'],
  // Client secrets of Entra ID: 40 characters with `8Q~` or the like after the third.
  [/[\w.~-]{3}\dQ~[\w.~-]{30,40}/g, '[client secret]'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '[access key id]'],
  [/(:\/\/)[^\s/@"'<>]{1,256}@/g, '$1[redacted]@'],
];

function withoutSecrets(text: string): string {
  return secrets.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}

/** Quoted for 41 characters and more, between marks that open and close: names of fields are shorter. */
const longQuote = /(?<![\w.\])])(?:'[^'\r\n]{41,}'|"[^"\r\n]{41,}")(?!\w)/g;

/** AWS quotes the value that it does not accept: a subject, a body, a list of recipients. */
function withoutValues(text: string): string {
  if (!/validation|failed to satisfy/i.test(text)) return text;
  return text
    .replace(/\bValue '[\s\S]*?(?:'(?= at '[\w.[\]]{1,200}' )|$)/g, "Value '[redacted]'")
    .replace(longQuote, "'[redacted]'");
}

function capped(text: string): string {
  const lines = text.split('\n', mostLines + 1);
  const kept = lines.slice(0, mostLines).map((line) => cut(line));
  return (lines.length > mostLines ? [...kept, '…'] : kept).join('\n');
}

function cut(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line;
}
