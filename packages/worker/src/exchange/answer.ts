import { ConnectorError, type Failure } from '../errors.ts';
import { readXml } from './read-xml.ts';
import { kindOfCode } from './response-codes.ts';
import { type ResponseMessage, responseMessages } from './response-message.ts';

/** An HTTP answer as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/**
 * The response messages of an answer. Errors come empty, as web pages of proxies, with HTTP 200, and answers end early.
 * @param nowMs milliseconds since the epoch, for advice that comes as a date
 * @throws ConnectorError for everything that is not a complete answer
 */
export function checkAnswer(answer: HttpAnswer, nowMs: number): readonly ResponseMessage[] {
  if (answer.status !== 200) throw new ConnectorError(statusFailure(answer, nowMs));
  if (isFault(answer.text)) throw new ConnectorError(faultFailure(answer.text));
  if (!/<\/(?:\w+:)?Envelope>[\s\0]*$/.test(answer.text.slice(-200)))
    throw new ConnectorError(brokenFailure(answer.text));
  return responseMessages(readXml(answer.text));
}

function isFault(text: string): boolean {
  return /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?Fault[\s>]/.test(text);
}

/** What a server says, fit for a message: one line of at most 300 characters. */
export function excerpt(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}

/** The failure in an error message of the server, wherever it stands. */
export function codeFailure(code: string, text: string): Failure {
  const kind = kindOfCode(code);
  const said = excerpt(/<(?:\w+:)?(?:MessageText|faultstring)[^>]*>([^<]*)</.exec(text)?.[1] ?? '');
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

function statusFailure({ status, headers, text }: HttpAnswer, nowMs: number): Failure {
  if (isFault(text)) return faultFailure(text);
  const code = `http.${status}`;
  const said = `Exchange answered HTTP ${status}${diagnostics(headers)}`;
  switch (status) {
    case 401:
      return { code, kind: 'configuration', message: `${said}. ${unauthorizedRemedy}` };
    case 403:
      // Configuration of this mailbox or of the tenant, never proof that something is gone.
      return { code, kind: 'mailbox', message: `${said}. ${forbiddenRemedy}` };
    case 404:
      return { code, kind: 'configuration', message: `${said}. Check EXCHANGE_SERVER and EXCHANGE_EWS_URL.` };
    case 429:
    case 503:
      return { code, kind: 'throttled', message: `${said}: it is busy.`, ...retryAfter(headers, nowMs) };
    default:
      return { code, kind: 'transient', message: said };
  }
}

const unauthorizedRemedy =
  'It does not accept the credentials. With EXCHANGE_AUTH=basic check EXCHANGE_USERNAME and EXCHANGE_PASSWORD; with entra, ' +
  'that the application of EXCHANGE_CLIENT_ID has full_access_as_app with the consent of an administrator.';

const forbiddenRemedy =
  'Check that EWS is allowed for the tenant, the application (EwsAllowedAppIDs) and the mailbox (Set-CASMailbox), that ' +
  'the mailbox has a licence with EWS, and that it is in the scope of the application.';

/** What Exchange tells administrators about a refusal, for its support to find. */
function diagnostics(headers: HttpAnswer['headers']): string {
  const parts = ['x-ms-diagnostics', 'request-id'].flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [`${name}: ${excerpt(String(value))}`];
  });
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

/** What Retry-After advises, in seconds or as a date. None, zero and the past are no advice. */
export function retryAfter(headers: HttpAnswer['headers'], nowMs: number): { retryAfterMs?: number } {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return {};
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return ms > 0 ? { retryAfterMs: ms } : {};
}

function brokenFailure(text: string): Failure {
  const html = /^\s*<(!doctype )?html/i.test(text);
  const message = html
    ? 'Exchange, or a proxy before it, answered with a web page in place of a SOAP message'
    : `the answer of Exchange ends early, after ${text.length} characters`;
  return { code: html ? 'ews.html-answer' : 'ews.truncated-answer', kind: 'transient', message };
}
