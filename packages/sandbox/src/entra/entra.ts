import { createHash, X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeProtectedHeader, importX509, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import {
  answerAdmin,
  type CallCounter,
  callCounter,
  type FaultList,
  faultList,
  type RunningServer,
  readBody,
  respondJson,
  startServer,
} from '../http/index.ts';
import { makeAuthority } from './certificates.ts';

/** The application that may sign in. */
export interface EntraApplication {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Certificate registered with the application, in PEM form. */
  readonly certificate?: string;
}

/** What a fault does: answers with this status. */
export interface EntraFault {
  readonly status: number;
  readonly retryAfterSeconds?: number;
}

/** A running Entra ID stand-in. */
export interface EntraStandIn extends RunningServer {
  /** Certificate authority that clients have to trust, in PEM form. */
  readonly caPem: string;
  readonly calls: CallCounter;
  readonly faults: FaultList<EntraFault>;
  /** The application; its secret can be replaced, as in a rotation. */
  application: EntraApplication;
  /** Why a token is not accepted for an audience, or undefined. */
  refuseToken(token: string, audience: string): Promise<string | undefined>;
}

export interface EntraOptions {
  readonly application: EntraApplication;
  /** Life of a token in seconds. */
  readonly tokenSeconds?: number;
  readonly now?: () => number;
  readonly port?: number;
}

/** Seconds; Entra ID gives tokens 60 to 90 minutes. */
const defaultTokenSeconds = 3600;
const bodyBytes = 64 * 1024;

/** Token endpoint and discovery of Entra ID over HTTPS. */
export async function startEntra(options: EntraOptions): Promise<EntraStandIn> {
  const { application, tokenSeconds = defaultTokenSeconds, now = Date.now, port = 0 } = options;
  const { caPem, server: tls } = await makeAuthority();
  const calls = callCounter();
  const faults = faultList<EntraFault>();
  const signingKey = new TextEncoder().encode('a key that only this process knows');
  const state = { application };
  const server = await startServer(
    async (request, response) => {
      if (await answerAdmin(request, response, { faults, calls })) return;
      await answer(request, response, { url: server.url, state, calls, faults, issue });
    },
    { tls, port },
  );
  const issue = (scope: string) =>
    new SignJWT({ appid: state.application.clientId, roles: ['full_access_as_app'], tid: state.application.tenantId })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience(scope.replace(/\/\.default$/, ''))
      .setIssuer(`${server.url}/${state.application.tenantId}/v2.0`)
      .setIssuedAt(Math.floor(now() / 1000))
      .setExpirationTime(Math.floor(now() / 1000) + tokenSeconds)
      .sign(signingKey);
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
    refuseToken: async (token, audience) => {
      try {
        await jwtVerify(token, signingKey, { audience, currentDate: new Date(now()) });
        return undefined;
      } catch (thrown) {
        return thrown instanceof Error ? thrown.message : String(thrown);
      }
    },
  };
}

interface Surroundings {
  readonly url: string;
  readonly state: { readonly application: EntraApplication };
  readonly calls: CallCounter;
  readonly faults: FaultList<EntraFault>;
  readonly issue: (scope: string) => Promise<string>;
}

const discoveryPath = /^\/([^/]+)(?:\/v2\.0)?\/\.well-known\/openid-configuration$/;
const tokenPath = /^\/([^/]+)\/oauth2\/(?:v2\.0\/)?token$/;

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  const path = request.url?.split('?')[0] ?? '';
  const discovery = discoveryPath.exec(path)?.[1];
  const tenant = discovery ?? tokenPath.exec(path)?.[1];
  if (tenant === undefined) return respondJson(response, 404, { body: { error: 'not_found' } });
  around.calls.count(discovery === undefined ? 'Token' : 'Discovery');
  const fault = around.faults.strike(discovery === undefined ? 'Token' : 'Discovery');
  if (fault !== undefined) return respondFault(response, fault);
  if (tenant !== around.state.application.tenantId) {
    return refuse(response, 400, 'invalid_request', `AADSTS90002: Tenant '${tenant}' not found.`);
  }
  if (discovery !== undefined) return respondJson(response, 200, { body: discoveryDocument(around.url, tenant) });
  const form = new URLSearchParams(String(await readBody(request, bodyBytes)));
  return answerToken(response, form, around);
}

function respondFault(response: ServerResponse, { status, retryAfterSeconds }: EntraFault): void {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  respondJson(response, status, {
    body: { error: 'temporarily_unavailable', error_description: 'on demand' },
    headers,
  });
}

function refuse(response: ServerResponse, status: number, error: string, description: string): void {
  const code = Number(/AADSTS(\d+)/.exec(description)?.[1] ?? 0);
  respondJson(response, status, { body: { error, error_description: description, error_codes: [code] } });
}

function discoveryDocument(url: string, tenant: string) {
  const base = `${url}/${tenant}`;
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

async function answerToken(response: ServerResponse, form: URLSearchParams, around: Surroundings): Promise<void> {
  const { application } = around.state;
  const scope = form
    .get('scope')
    ?.split(' ')
    .find((word) => word.endsWith('/.default'));
  if (form.get('grant_type') !== 'client_credentials') {
    return refuse(response, 400, 'unsupported_grant_type', 'AADSTS70003: unsupported grant type.');
  }
  if (scope === undefined) {
    return refuse(response, 400, 'invalid_scope', 'AADSTS1002012: the scope has to end in /.default.');
  }
  if (form.get('client_id') !== application.clientId) {
    const message = `AADSTS700016: Application '${form.get('client_id')}' was not found in the directory.`;
    return refuse(response, 400, 'unauthorized_client', message);
  }
  const problem = await credentialProblem(form, application, around.url);
  if (problem !== undefined) return refuse(response, 401, 'invalid_client', problem);
  const token = await around.issue(scope);
  const { exp = 0, iat = 0 } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as JWTPayload;
  respondJson(response, 200, { body: { token_type: 'Bearer', expires_in: exp - iat, access_token: token } });
}

async function credentialProblem(
  form: URLSearchParams,
  application: EntraApplication,
  url: string,
): Promise<string | undefined> {
  const assertion = form.get('client_assertion');
  if (assertion !== null) return assertionProblem(assertion, application, url);
  if (form.get('client_secret') === application.clientSecret) return undefined;
  return 'AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is the client secret value.';
}

async function assertionProblem(
  assertion: string,
  { certificate, clientId, tenantId }: EntraApplication,
  url: string,
): Promise<string | undefined> {
  if (certificate === undefined) return 'AADSTS700027: the application has no certificate.';
  try {
    const { alg, 'x5t#S256': thumbprint } = decodeProtectedHeader(assertion) as { alg: string; 'x5t#S256'?: string };
    const expected = createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url');
    if (thumbprint?.replace(/=+$/, '') !== expected)
      return 'AADSTS700027: The certificate with this thumbprint is not registered.';
    if (!['PS256', 'RS256'].includes(alg)) return `AADSTS5002738: the algorithm ${alg} is not supported.`;
    const audience = [`${url}/${tenantId}/oauth2/v2.0/token`, `${url}/${tenantId}/v2.0`];
    await jwtVerify(assertion, await importX509(certificate, alg), { issuer: clientId, subject: clientId, audience });
    return undefined;
  } catch (thrown) {
    return `AADSTS700027: Client assertion failed signature validation: ${String(thrown)}`;
  }
}
