import type { IncomingMessage } from 'node:http';
import { readBody } from '../http/index.ts';
import type { EntraApplication } from './application.ts';
import { checkAssertion } from './client-assertion.ts';
import { EntraError, invalidClient, invalidRequest } from './errors.ts';
import { isKnownResource } from './tokens.ts';

const bodyBytes = 64 * 1024;

/** What a request for a token is checked against. */
export interface TokenRequestTerms {
  readonly application: EntraApplication;
  /** Address of the tenant: `<authority>/<tenant>`. */
  readonly base: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The resource that a token may be issued for: client credentials, proved by secret or certificate.
 * @throws EntraError with the number that Entra ID answers with
 */
export async function authorizedResource(request: IncomingMessage, terms: TokenRequestTerms): Promise<string> {
  const { application, base, now } = terms;
  const form = await readForm(request);
  const grant = required(form, 'grant_type');
  if (grant !== 'client_credentials') {
    const message = `AADSTS70003: The app requested an unsupported grant type '${grant}'.`;
    throw new EntraError(400, 'unsupported_grant_type', message);
  }
  const clientId = required(form, 'client_id');
  const resource = resourceOf(required(form, 'scope'), application.tenantId);
  if (clientId !== application.clientId) {
    const message = `AADSTS700016: Application with identifier '${clientId}' was not found in the directory.`;
    throw new EntraError(400, 'unauthorized_client', message);
  }
  if (form.has('client_assertion')) {
    await checkAssertion(form, { application, audiences: [`${base}/oauth2/v2.0/token`, `${base}/v2.0`], now });
  } else checkSecret(form, application);
  return resource;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  if (request.method !== 'POST') {
    const message = `The endpoint only accepts POST requests. Received a ${request.method} request.`;
    throw invalidRequest(`AADSTS900561: ${message}`);
  }
  const body = await readBody(request, bodyBytes);
  if (body === undefined) throw invalidRequest(`AADSTS90023: a request has at most ${bodyBytes} bytes.`);
  // Another type is read as if it held nothing.
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '');
  return new URLSearchParams(isForm ? body.toString() : '');
}

function required(form: URLSearchParams, name: string): string {
  const [value, ...more] = form.getAll(name);
  if (value === undefined || value === '') {
    throw invalidRequest(`AADSTS900144: The request body must contain the following parameter: '${name}'.`);
  }
  if (more.length > 0) throw invalidRequest(`AADSTS90023: the parameter '${name}' is repeated.`);
  return value;
}

function resourceOf(scope: string, tenantId: string): string {
  const scopes = scope.split(' ').filter((word) => word !== '');
  if (scopes.length !== 1) {
    const message = `AADSTS28000: The input parameter scope is not valid because it contains more than one resource: ${scope}.`;
    throw new EntraError(400, 'invalid_scope', message);
  }
  const resource = /^(.+)\/\.default$/.exec(scopes[0] ?? '')?.[1];
  if (resource === undefined) {
    const message = `AADSTS1002012: The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.`;
    throw new EntraError(400, 'invalid_scope', message);
  }
  if (isKnownResource(resource)) return resource;
  const message = `AADSTS500011: The resource principal named ${resource} was not found in the tenant named ${tenantId}.`;
  throw new EntraError(400, 'invalid_resource', message);
}

function checkSecret(form: URLSearchParams, { clientId, clientSecret }: EntraApplication): void {
  const given = form.get('client_secret');
  if (given === null) {
    const message =
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.";
    throw invalidClient(`AADSTS7000216: ${message}`);
  }
  if (given === clientSecret) return;
  const message = 'Invalid client secret provided. Ensure the secret being sent is the client secret value.';
  throw invalidClient(`AADSTS7000215: ${message} App: '${clientId}'.`);
}
