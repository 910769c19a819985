import { ConnectorError, type Failure } from '../errors.ts';
import { kindOfCode } from './response-codes.ts';

/** An HTTP answer as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One response message: what the server says of one thing that was asked for. */
export interface ResponseMessage {
  readonly isError: boolean;
  /** `NoError`, or for example `ErrorItemNotFound`. Kept as text: the library forgets codes it does not know. */
  readonly code: string;
}

const responseMessage = /ResponseMessage\s+ResponseClass="(\w+)"|<(?:\w+:)?ResponseCode>(\w+)</g;

/**
 * Checks an answer before the library sees it, because the library hangs on an empty error, forgets what a proxy says and
 * throws TypeErrors on faults that come with HTTP 200 or on bodies that end early.
 * @returns the response messages in order
 * @throws ConnectorError for everything that is not a complete answer
 */
export function checkAnswer(answer: HttpAnswer): readonly ResponseMessage[] {
  if (answer.status !== 200) throw new ConnectorError(statusFailure(answer));
  if (isFault(answer.text)) throw new ConnectorError(faultFailure(answer.text));
  if (!/<\/(?:\w+:)?Envelope>\s*$/.test(answer.text)) throw new ConnectorError(brokenFailure(answer.text));
  return responseMessages(answer.text);
}

function responseMessages(text: string): readonly ResponseMessage[] {
  const messages: ResponseMessage[] = [];
  let isError = false;
  for (const [, responseClass, code] of text.matchAll(responseMessage)) {
    if (responseClass !== undefined) isError = responseClass !== 'Success';
    else if (code !== undefined) messages.push({ isError: isError && code !== 'NoError', code });
  }
  return messages;
}

function isFault(text: string): boolean {
  return /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?Fault[\s>]/.test(text);
}

/** The failure in an error message of the server, wherever it stands. */
export function codeFailure(code: string, text: string): Failure {
  const kind = kindOfCode(code);
  const said = /<(?:\w+:)?(?:MessageText|faultstring)[^>]*>([^<]*)</.exec(text)?.[1] ?? '';
  const message = `Exchange answered ${code}: ${said}`;
  return kind === 'throttled' ? { code, kind, message, ...backOff(text) } : { code, kind, message };
}

function faultFailure(text: string): Failure {
  const code =
    /<(?:\w+:)?ResponseCode[^>]*>(\w+)</.exec(text)?.[1] ?? /<faultcode[^>]*>(?:\w+:)?(\w+)</.exec(text)?.[1];
  return codeFailure(code ?? 'SoapFault', text);
}

/** BackOffMilliseconds, or what the message text suggests. Zero is no advice. */
function backOff(text: string): { retryAfterMs?: number } {
  const advised = /Name="BackOffMilliseconds">(\d+)</.exec(text)?.[1] ?? /backoff time:? (\d+) ms/i.exec(text)?.[1];
  const ms = Number(advised ?? 0);
  return ms > 0 ? { retryAfterMs: ms } : {};
}

function statusFailure({ status, headers, text }: HttpAnswer): Failure {
  if (isFault(text)) return faultFailure(text);
  const code = `http.${status}`;
  const said = `Exchange answered HTTP ${status}${diagnostics(headers)}`;
  switch (status) {
    case 401:
      return { code, kind: 'configuration', message: `${said}. It does not accept the connector's credentials.` };
    case 403:
      // Configuration of this mailbox or of the tenant, never proof that something is gone.
      return { code, kind: 'mailbox', message: `${said}. ${forbiddenRemedy}` };
    case 404:
      return { code, kind: 'configuration', message: `${said}. Check EXCHANGE_SERVER and EXCHANGE_EWS_URL.` };
    case 429:
    case 503:
      return { code, kind: 'throttled', message: `${said}: it is busy.`, ...retryAfter(headers['retry-after']) };
    default:
      return { code, kind: 'transient', message: said };
  }
}

const forbiddenRemedy =
  'Check that EWS is allowed for the tenant, the application (EwsAllowedAppIDs) and the mailbox (Set-CASMailbox), that ' +
  'the mailbox has a licence with EWS, and that it is in the scope of the application.';

/** What Exchange tells administrators about a refusal, for its support to find. */
function diagnostics(headers: HttpAnswer['headers']): string {
  const parts = ['x-ms-diagnostics', 'request-id'].flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [`${name}: ${String(value).slice(0, 300)}`];
  });
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

/** Retry-After in seconds; a date is rare and taken for no advice. */
function retryAfter(value: string | string[] | undefined): { retryAfterMs?: number } {
  const seconds = Number(value);
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
}

function brokenFailure(text: string): Failure {
  const html = /^\s*<(!doctype )?html/i.test(text);
  const message = html
    ? 'Exchange, or a proxy before it, answered with a web page in place of a SOAP message'
    : `the answer of Exchange ends early, after ${text.length} characters`;
  return { code: html ? 'ews.html-answer' : 'ews.truncated-answer', kind: 'transient', message };
}
