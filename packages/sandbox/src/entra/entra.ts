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
  respondJson,
  startServer,
  wireFaults,
} from '../http/index.ts';
import type { EntraApplication } from './application.ts';
import { makeAuthority } from './certificates.ts';
import { EntraError, invalidRequest } from './errors.ts';
import { authorizedResource } from './token-request.ts';
import { createTokens, type Tokens } from './tokens.ts';

/** What a fault does to a call. */
const entraFault = z.discriminatedUnion('kind', [
  ...wireFaults,
  /** Answers with this status instead of doing the call. */
  z.strictObject({
    kind: z.literal('error'),
    status: z.int().min(400).max(599),
    retryAfterSeconds: z.exactOptional(z.int().min(0)),
  }),
]);

export type EntraFault = Readonly<z.infer<typeof entraFault>>;

/** A running Entra ID stand-in. */
export interface EntraStandIn extends RunningServer {
  /** Certificate authority that clients have to trust, in PEM form. */
  readonly caPem: string;
  readonly calls: CallCounter;
  readonly faults: FaultList<EntraFault>;
  /** The application; its secret can be replaced, as in a rotation. */
  application: EntraApplication;
  /** Why Exchange does not accept a token for this audience, or undefined. */
  refuseToken(token: string, audience: string): Promise<string | undefined>;
}

export interface EntraOptions {
  readonly application: EntraApplication;
  /** Life of a token in seconds. */
  readonly tokenSeconds?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly port?: number;
}

/** Seconds; Entra ID gives tokens 60 to 90 minutes. */
const defaultTokenSeconds = 3600;

const operations = ['Token', 'Discovery'] as const;

/** Token endpoint and discovery of Entra ID over HTTPS. */
export async function startEntra(options: EntraOptions): Promise<EntraStandIn> {
  const { application, tokenSeconds = defaultTokenSeconds, now = Date.now, port = 0 } = options;
  const { caPem, server: tls } = await makeAuthority();
  const calls = callCounter();
  const faults = faultList<EntraFault>(operations);
  const tokens = createTokens(now);
  const state = { application };
  const server = await startServer(
    async (request, response) => {
      if (await answerAdmin(request, response, { faults, calls, effect: entraFault })) return;
      const { application: current } = state;
      await answer(request, response, {
        url: server.url,
        application: current,
        calls,
        faults,
        tokens,
        tokenSeconds,
        now,
      });
    },
    { tls, port },
  );
  return {
    ...server,
    caPem,
    calls,
    faults,
    get application() {
      return state.application;
    },
    set application(next) {
      state.application = next;
    },
    refuseToken: (token, audience) =>
      tokens.refuse(token, { issuer: issuerOf(`${server.url}/${state.application.tenantId}`), audience }),
  };
}

interface Surroundings {
  readonly url: string;
  readonly application: EntraApplication;
  readonly calls: CallCounter;
  readonly faults: FaultList<EntraFault>;
  readonly tokens: Tokens;
  readonly tokenSeconds: number;
  readonly now: () => number;
}

const discoveryPath = /^\/([^/]+)(?:\/v2\.0)?\/\.well-known\/openid-configuration$/;
const tokenPath = /^\/([^/]+)\/oauth2\/v2\.0\/token$/;

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  const path = request.url?.split('?')[0] ?? '';
  const discovery = discoveryPath.exec(path)?.[1];
  const tenant = discovery ?? tokenPath.exec(path)?.[1];
  if (tenant === undefined) return respondJson(response, 404, { body: { error: 'not_found' } });
  const operation: (typeof operations)[number] = discovery === undefined ? 'Token' : 'Discovery';
  around.calls.count(operation);
  const fault = around.faults.strike(operation);
  const wire = fault?.kind === 'error' ? undefined : fault;
  await answerOver(wire, { request, response }, async () =>
    fault?.kind === 'error' ? faultReply(fault) : replyTo(request, { operation, tenant, around }),
  );
}

async function replyTo(
  request: IncomingMessage,
  { operation, tenant, around }: { operation: (typeof operations)[number]; tenant: string; around: Surroundings },
): Promise<Reply> {
  try {
    if (tenant !== around.application.tenantId) throw invalidRequest(`AADSTS90002: Tenant '${tenant}' not found.`);
    const base = `${around.url}/${tenant}`;
    return reply(200, operation === 'Token' ? await tokenAnswer(request, base, around) : discoveryDocument(base));
  } catch (thrown) {
    if (!(thrown instanceof EntraError)) throw thrown;
    const { status, error, message, code } = thrown;
    return reply(status, { error, error_description: message, error_codes: [code] });
  }
}

function reply(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return { status, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}

async function tokenAnswer(request: IncomingMessage, base: string, around: Surroundings) {
  const { application, tokens, tokenSeconds: seconds, now } = around;
  const audience = await authorizedResource(request, { application, base, now: now() });
  const { tenantId, clientId } = application;
  const token = await tokens.issue({ issuer: issuerOf(base), tenantId, clientId, audience, seconds });
  return { token_type: 'Bearer', expires_in: seconds, access_token: token };
}

function issuerOf(base: string): string {
  return `${base}/v2.0`;
}

function faultReply({ status, retryAfterSeconds }: Extract<EntraFault, { kind: 'error' }>): Reply {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return reply(status, { error: 'temporarily_unavailable', error_description: 'on demand' }, headers);
}

function discoveryDocument(base: string) {
  return {
    issuer: issuerOf(base),
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}
