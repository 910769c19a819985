import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import {
  answerAdmin,
  answerOver,
  type CallCounter,
  callCounter,
  type FaultList,
  faultList,
  type Reply,
  type RunningServer,
  readBody,
  respondJson,
  signatureProblem,
  startServer,
  wireFaults,
} from '../http/index.ts';
import { StsError } from './errors.ts';
import { createIssuer, type Issuer } from './issuer.ts';
import { readWebIdentityRequest } from './web-identity-request.ts';

/** What a fault does to a call. */
const stsFault = z.discriminatedUnion('kind', [
  ...wireFaults,
  /** Answers with an error instead of doing the call. */
  z.strictObject({ kind: z.literal('error'), status: z.int().min(400).max(599), type: z.string().min(1) }),
]);

export type StsFault = Readonly<z.infer<typeof stsFault>>;

/** A running stand-in of AWS STS, which is the OpenID Connect issuer of its tokens too. */
export interface StsStandIn extends RunningServer {
  readonly calls: CallCounter;
  readonly faults: FaultList<StsFault>;
  /** Issuer of the tokens: what an application in Entra ID is told to trust. */
  readonly issuer: string;
  /** ARN of the role that asks, the subject of the tokens. */
  subject: string;
  /** Whether the account has outbound web identity federation; without it no token is issued. */
  federationEnabled: boolean;
  /** Seconds that the session of the role lasts still; a token must not outlive it. */
  sessionSeconds: number;
}

const bodyBytes = 64 * 1024;
const apiVersion = '2011-06-15';

/** AWS STS over the query protocol, with discovery of its keys. */
export async function startSts({
  now = Date.now,
  port = 0,
}: {
  now?: () => number;
  port?: number;
} = {}): Promise<StsStandIn> {
  const calls = callCounter();
  const faults = faultList<StsFault>(['GetWebIdentityToken']);
  const issuer = createIssuer();
  const server = await startServer(
    async (request, response) => {
      if (await answerAdmin(request, response, { faults, calls, effect: stsFault })) return;
      if (request.method === 'GET') return answerDiscovery(request, response, { url: server.url, issuer });
      await answer(request, response, { sts: standIn, issuer, now });
    },
    { port },
  );
  const standIn: StsStandIn = {
    ...server,
    calls,
    faults,
    issuer: server.url,
    subject: 'arn:aws:iam::000000000000:role/connector-task',
    federationEnabled: true,
    sessionSeconds: 6 * 60 * 60,
  };
  return standIn;
}

interface Surroundings {
  readonly sts: StsStandIn;
  readonly issuer: Issuer;
  readonly now: () => number;
}

async function answerDiscovery(
  { url: path }: IncomingMessage,
  response: ServerResponse,
  { url, issuer }: { readonly url: string; readonly issuer: Issuer },
): Promise<void> {
  if (path === '/.well-known/openid-configuration') {
    const body = { issuer: url, jwks_uri: `${url}/.well-known/jwks.json`, id_token_signing_alg_values_supported: [] };
    return respondJson(response, 200, { body });
  }
  if (path === '/.well-known/jwks.json') return respondJson(response, 200, { body: await issuer.keys() });
  respondJson(response, 404, { body: { error: 'not_found' } });
}

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  try {
    const form = new URLSearchParams((await readBody(request, bodyBytes))?.toString() ?? '');
    const operation = form.get('Action') ?? '';
    around.sts.calls.count(operation);
    const problem = signatureProblem(request, 'sts');
    if (problem !== undefined) throw new StsError('MissingAuthenticationToken', problem, 403);
    const fault = around.sts.faults.strike(operation);
    if (fault?.kind === 'error') throw new StsError(fault.type, 'a fault on demand', fault.status);
    if (operation !== 'GetWebIdentityToken' || form.get('Version') !== apiVersion) {
      throw new StsError('InvalidAction', `Could not find operation ${operation} for version ${form.get('Version')}`);
    }
    await answerOver(fault, { request, response }, async () => reply(200, await getWebIdentityToken(form, around)));
  } catch (thrown) {
    const { code, message, status } =
      thrown instanceof StsError ? thrown : new StsError('InternalFailure', String(thrown), 500);
    await answerOver(undefined, { request, response }, async () => reply(status, errorXml(code, message)));
  }
}

function errorXml(code: string, message: string): string {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeText(message)}</Message></Error>`;
  return `<ErrorResponse ${namespace}>${error}${requestId()}</ErrorResponse>`;
}

async function getWebIdentityToken(form: URLSearchParams, { sts, issuer, now }: Surroundings): Promise<string> {
  const { audience, algorithm, seconds } = readWebIdentityRequest(form);
  if (!sts.federationEnabled) {
    const message = 'Outbound web identity federation is not enabled for this account.';
    throw new StsError('OutboundWebIdentityFederationDisabledException', message, 403);
  }
  if (seconds > sts.sessionSeconds) {
    const message = 'The requested token duration would extend the session beyond its original expiration time.';
    throw new StsError('SessionDurationEscalationException', message, 403);
  }
  const terms = { issuer: sts.issuer, subject: sts.subject, audience, algorithm, seconds, now: now() };
  const token = await issuer.sign(terms);
  const expires = new Date((Math.floor(terms.now / 1000) + seconds) * 1000).toISOString();
  const result = `<WebIdentityToken>${token}</WebIdentityToken><Expiration>${expires}</Expiration>`;
  return (
    `<GetWebIdentityTokenResponse ${namespace}><GetWebIdentityTokenResult>${result}</GetWebIdentityTokenResult>` +
    `<ResponseMetadata>${requestId()}</ResponseMetadata></GetWebIdentityTokenResponse>`
  );
}

const namespace = `xmlns="https://sts.amazonaws.com/doc/${apiVersion}/"`;

function requestId(): string {
  return `<RequestId>${randomUUID()}</RequestId>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function reply(status: number, body: string): Reply {
  return { status, body, headers: { 'content-type': 'text/xml' } };
}
