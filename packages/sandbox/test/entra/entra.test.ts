import { createHash, X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import { startServer } from '../../src/http/index.ts';
import { type EntraStandIn, makeClientCertificate, startEntra } from '../../src/index.ts';

type KeyPair = Awaited<ReturnType<typeof makeClientCertificate>>;

const start = Date.parse('2026-11-27T00:00:00Z');
const day = 24 * 60 * 60;
const outlook = 'https://outlook.office365.com';
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
let now = start;
let entra: EntraStandIn;
let registered: KeyPair;
let foreign: KeyPair;
let expired: KeyPair;

beforeAll(async () => {
  [registered, foreign, expired] = await Promise.all([
    makeClientCertificate(start),
    makeClientCertificate(start),
    makeClientCertificate(start - 90 * day * 1000),
  ]);
  const application = { tenantId: 'contoso.example', clientId: 'app', clientSecret: 's3cret' };
  entra = await startEntra({ application, now: () => now });
});
beforeEach(() => {
  now = start;
  entra.application = { ...entra.application, certificate: registered.certificate };
});
afterAll(() => entra.close());

const tokenPath = '/contoso.example/oauth2/v2.0/token';

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly type?: string;
}

function send(body: string, { method = 'POST', path = tokenPath, type }: Sent = {}) {
  return new Promise<{ status: number | undefined; body: Record<string, unknown> }>((resolve, reject) => {
    const headers = { 'content-type': type ?? 'application/x-www-form-urlencoded;charset=utf-8' };
    const sent = request(`${entra.url}${path}`, { method, headers, ca: entra.caPem, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += String(chunk);
      });
      response.on('end', () => {
        try {
          resolve({ status: response.statusCode, body: JSON.parse(text) });
        } catch (thrown) {
          reject(thrown);
        }
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

type Form = Readonly<Record<string, string | undefined>>;
const formOf = (changes: Form = {}) => {
  const form = { grant_type: 'client_credentials', client_id: 'app', scope: `${outlook}/.default`, ...changes };
  return new URLSearchParams(
    Object.entries(form).flatMap(([k, v]): [string, string][] => (v === undefined ? [] : [[k, v]])),
  ).toString();
};
const bySecret = (changes: Form = {}) => formOf({ client_secret: 's3cret', ...changes });
const refusal = (code: number) => ({
  error_codes: [code],
  error_description: expect.stringContaining(`AADSTS${code}`),
});

async function tokenFor(scope: string): Promise<string> {
  return String((await send(bySecret({ scope: `${scope}/.default` }))).body['access_token']);
}

describe('the token endpoint', () => {
  it('gives a token to who knows the secret', async () => {
    expect(await send(bySecret())).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3600 } });
  });

  it.each<[string, string, Sent, number, number]>([
    ['a GET', '', { method: 'GET' }, 400, 900561],
    [
      'a body that is no form',
      JSON.stringify({ grant_type: 'client_credentials' }),
      { type: 'application/json' },
      400,
      900144,
    ],
    ['another tenant', bySecret(), { path: '/fabrikam.example/oauth2/v2.0/token' }, 400, 90002],
    ['another grant', bySecret({ grant_type: 'password' }), {}, 400, 70003],
    ['no client', bySecret({ client_id: undefined }), {}, 400, 900144],
    ['an unknown client', bySecret({ client_id: 'other' }), {}, 400, 700016],
    ['no scope', bySecret({ scope: undefined }), {}, 400, 900144],
    ['a repeated scope', `${bySecret()}&scope=x`, {}, 400, 90023],
    ['a scope without .default', bySecret({ scope: `${outlook}/EWS.AccessAsUser.All` }), {}, 400, 1002012],
    ['two scopes', bySecret({ scope: `${outlook}/.default https://graph.microsoft.com/.default` }), {}, 400, 28000],
    ['an unknown resource', bySecret({ scope: 'https://outlook.example/.default' }), {}, 400, 500011],
    ['a wrong secret', bySecret({ client_secret: 'wrong' }), {}, 401, 7000215],
    ['no credential', bySecret({ client_secret: undefined }), {}, 401, 7000216],
    ['an assertion without its type', formOf({ client_assertion: 'x' }), {}, 400, 900144],
    ['an assertion of another type', formOf({ client_assertion: 'x', client_assertion_type: 'saml' }), {}, 400, 90023],
    [
      'an assertion that is no JWT',
      formOf({ client_assertion: 'x', client_assertion_type: assertionType }),
      {},
      401,
      50027,
    ],
  ])('refuses %s', async (_, body, sent, status, code) => {
    expect(await send(body, sent)).toMatchObject({ status, body: refusal(code) });
  });

  it('answers with a fault on demand', async () => {
    entra.faults.add({ operation: 'Token', times: 1, effect: { kind: 'error', status: 429, retryAfterSeconds: 3 } });
    expect(await send(bySecret())).toMatchObject({ status: 429 });
    expect(await send(bySecret())).toMatchObject({ status: 200 });
  });

  it.each([
    [{ kind: 'reset' }, 'socket hang up'],
    [{ kind: 'reset', when: 'after' }, 'socket hang up'],
    [{ kind: 'truncate' }, 'JSON'],
  ] as const)('answers over a connection that fails as %j', async (effect, problem) => {
    entra.faults.add({ operation: 'Token', times: 1, effect });
    await expect(send(bySecret())).rejects.toThrow(problem);
    expect(await send(bySecret())).toMatchObject({ status: 200 });
  });
});

interface Claims {
  readonly pair?: KeyPair;
  /** Certificate that the header names; that of the pair without it. */
  readonly named?: KeyPair;
  readonly alg?: string;
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string;
  readonly jti?: string;
  /** Seconds from now; null leaves the claim out. */
  readonly exp?: number | null;
  readonly nbf?: number;
}

async function byCertificate(claims: Claims = {}) {
  const {
    pair = registered,
    named = pair,
    alg = 'PS256',
    iss = 'app',
    sub = 'app',
    jti = 'one',
    exp = 600,
    nbf,
  } = claims;
  const seconds = now / 1000;
  const thumbprint = createHash('sha256').update(new X509Certificate(named.certificate).raw).digest('base64url');
  const jwt = new SignJWT({ iss, sub, aud: claims.aud ?? `${entra.url}${tokenPath}`, ...(jti === '' ? {} : { jti }) });
  if (exp !== null) jwt.setExpirationTime(seconds + exp);
  if (nbf !== undefined) jwt.setNotBefore(seconds + nbf);
  jwt.setProtectedHeader({ alg, 'x5t#S256': thumbprint });
  const client_assertion = await jwt.sign(await importPKCS8(pair.privateKey, alg));
  return send(formOf({ client_assertion, client_assertion_type: assertionType }));
}

describe('a client assertion', () => {
  it('of the registered certificate is taken, though clocks differ a little', async () => {
    expect(await byCertificate()).toMatchObject({ status: 200 });
    expect(await byCertificate({ nbf: 300 })).toMatchObject({ status: 200 });
    expect(await byCertificate({ exp: -299 })).toMatchObject({ status: 200 });
  });

  it.each<[string, () => Claims, number]>([
    ['signed by another key', () => ({ pair: foreign, named: registered }), 700027],
    ['of another certificate', () => ({ pair: foreign }), 700027],
    ['of an expired certificate', useExpired, 700027],
    ['with another algorithm', () => ({ alg: 'RS512' }), 5002738],
    ['of another issuer', () => ({ iss: 'other' }), 700021],
    ['of another subject', () => ({ sub: 'other' }), 700021],
    ['for another audience', () => ({ aud: 'https://login.microsoftonline.com/x' }), 700023],
    ['without an end', () => ({ exp: null }), 700024],
    ['that has ended', () => ({ exp: -300 }), 700024],
    ['that lives more than a day', () => ({ exp: day + 1 }), 700024],
    ['that has not begun', () => ({ nbf: 301 }), 700024],
    ['without an id', () => ({ jti: '' }), 50027],
  ])('%s is refused', async (_, claims, code) => {
    expect(await byCertificate(claims())).toMatchObject({ status: 401, body: refusal(code) });
  });

  function useExpired(): Claims {
    entra.application = { ...entra.application, certificate: expired.certificate };
    return { pair: expired };
  }
});

describe('a federated assertion', () => {
  type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
  let keys: Record<'RS256' | 'ES384' | 'foreign', Keys>;
  let issuer: Awaited<ReturnType<typeof startServer>>;
  const audience = 'api://AzureADTokenExchange';

  beforeAll(async () => {
    const [RS256, ES384, foreign] = await Promise.all(['RS256', 'ES384', 'RS256'].map((alg) => generateKeyPair(alg)));
    if (RS256 === undefined || ES384 === undefined || foreign === undefined) throw new Error('three were asked for');
    keys = { RS256, ES384, foreign };
    issuer = await startServer(async ({ url }, response) => {
      const jwks = [RS256, ES384].map(async ({ publicKey }) => ({ ...(await exportJWK(publicKey)), use: 'sig' }));
      const document = { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` };
      response.end(JSON.stringify(url === '/keys' ? { keys: await Promise.all(jwks) } : document));
    });
  });
  afterAll(() => issuer.close());
  beforeEach(() => {
    entra.application = { ...entra.application, federated: { issuer: issuer.url, subject: 'role', audience } };
  });

  interface Federated extends Omit<Claims, 'pair' | 'named' | 'jti' | 'aud'> {
    readonly aud?: string | string[];
    readonly alg?: 'RS256' | 'ES384';
    readonly key?: keyof typeof keys;
  }

  async function byIssuer({ iss = issuer.url, sub = 'role', aud = audience, exp = 240, nbf, ...rest }: Federated = {}) {
    const { alg = 'RS256', key = alg } = rest;
    const jwt = new SignJWT({ iss, sub, aud }).setProtectedHeader({ alg });
    if (exp !== null) jwt.setExpirationTime(now / 1000 + exp);
    if (nbf !== undefined) jwt.setNotBefore(now / 1000 + nbf);
    const client_assertion = await jwt.sign(keys[key].privateKey);
    return send(formOf({ client_assertion, client_assertion_type: assertionType }));
  }

  it('of the issuer, subject and audience that the application trusts is taken', async () => {
    expect(await byIssuer()).toMatchObject({ status: 200 });
  });

  it.each<[string, () => Federated, number]>([
    ['of another issuer', () => ({ iss: 'https://other.example' }), 700211],
    ['of another subject', () => ({ sub: 'other-role' }), 700213],
    ['for another audience', () => ({ aud: 'sts.amazonaws.com' }), 700212],
    ['for a second audience too', () => ({ aud: [audience, 'other'] }), 700212],
    ['signed by another key', () => ({ key: 'foreign' }), 50013],
    ['with another algorithm', () => ({ alg: 'ES384' }), 50013],
    ['that has ended', () => ({ exp: -300 }), 700024],
    ['that has not begun', () => ({ nbf: 301 }), 700024],
    ['without an end', () => ({ exp: null }), 700024],
  ])('%s is refused', async (_, claims, code) => {
    expect(await byIssuer(claims())).toMatchObject({ status: 401, body: refusal(code) });
  });

  it('is refused when its issuer does not show its keys', async () => {
    const silent = 'http://127.0.0.1:9';
    entra.application = { ...entra.application, federated: { issuer: silent, subject: 'role', audience } };
    expect(await byIssuer({ iss: silent })).toMatchObject({ status: 401, body: refusal(50166) });
  });

  it('means nothing to an application without a federated credential', async () => {
    const { federated: _, ...application } = entra.application;
    entra.application = application;
    expect(await byIssuer()).toMatchObject({ status: 401, body: refusal(5002723) });
  });

  it('leaves certificates as good as they were', async () => {
    expect(await byCertificate()).toMatchObject({ status: 200 });
  });
});

describe('a token', () => {
  it('is accepted for its resource until it ends', async () => {
    const token = await tokenFor(outlook);
    expect(await entra.refuseToken(token, outlook)).toBeUndefined();
    now += 3600 * 1000;
    expect(await entra.refuseToken(token, outlook)).toContain('exp');
  });

  it('of Graph is no token for Exchange, and lacks its role', async () => {
    const token = await tokenFor('https://graph.microsoft.com');
    expect(await entra.refuseToken(token, outlook)).toContain('aud');
    expect(await entra.refuseToken(token, 'https://graph.microsoft.com')).toContain('full_access_as_app');
  });

  it('of another start or another tenant is refused', async () => {
    const other = await startEntra({ application: entra.application, now: () => now });
    const token = await tokenFor(outlook);
    expect(await other.refuseToken(token, outlook)).toContain('signature');
    await other.close();
    entra.application = { ...entra.application, tenantId: 'fabrikam.example' };
    expect(await entra.refuseToken(token, outlook)).toContain('iss');
    entra.application = { ...entra.application, tenantId: 'contoso.example' };
  });
});
