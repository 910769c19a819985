import { GetWebIdentityTokenCommand, type GetWebIdentityTokenCommandInput, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { type StsStandIn, startSts } from '../../src/index.ts';

const now = Date.parse('2026-11-27T00:00:00Z');
let sts: StsStandIn;
let client: STSClient;

beforeEach(async () => {
  sts = await startSts({ now: () => now });
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  client = new STSClient({ endpoint: sts.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await sts.close();
});

const ask = (changes: Partial<GetWebIdentityTokenCommandInput> = {}) =>
  client.send(new GetWebIdentityTokenCommand({ Audience: ['api://x'], SigningAlgorithm: 'RS256', ...changes }));

describe('GetWebIdentityToken', () => {
  it.each(['RS256', 'ES384'])('gives a token by %s that anybody can verify by its issuer', async (SigningAlgorithm) => {
    const { WebIdentityToken = '', Expiration } = await ask({ SigningAlgorithm });
    const keys = createRemoteJWKSet(new URL(`${sts.issuer}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(WebIdentityToken, keys, { currentDate: new Date(now) });
    expect(decodeProtectedHeader(WebIdentityToken).alg).toBe(SigningAlgorithm);
    expect(payload).toMatchObject({ iss: sts.issuer, sub: sts.subject, aud: 'api://x', exp: now / 1000 + 300 });
    expect(Expiration).toEqual(new Date(now + 300_000));
  });

  it('shows where its keys are', async () => {
    const found = await (await fetch(`${sts.issuer}/.well-known/openid-configuration`)).json();
    expect(found).toMatchObject({ issuer: sts.issuer, jwks_uri: `${sts.issuer}/.well-known/jwks.json` });
  });

  it.each<[string, Partial<GetWebIdentityTokenCommandInput>]>([
    ['no audience', { Audience: [] }],
    ['an empty audience', { Audience: [''] }],
    ['another algorithm', { SigningAlgorithm: 'HS256' }],
    ['less than a minute', { DurationSeconds: 59 }],
    ['more than an hour', { DurationSeconds: 3601 }],
  ])('refuses %s', async (_, changes) => {
    await expect(ask(changes)).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('needs the account to have outbound federation', async () => {
    sts.federationEnabled = false;
    await expect(ask()).rejects.toMatchObject({ name: 'OutboundWebIdentityFederationDisabledException' });
  });

  it('gives no token that outlives the session of the role', async () => {
    sts.sessionSeconds = 299;
    await expect(ask()).rejects.toMatchObject({ name: 'SessionDurationEscalationException' });
    await expect(ask({ DurationSeconds: 299 })).resolves.toHaveProperty('WebIdentityToken');
  });

  it('answers with a fault on demand, once', async () => {
    sts.faults.add({ times: 1, effect: { kind: 'error', status: 403, type: 'AccessDenied' } });
    await expect(ask()).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(ask()).resolves.toHaveProperty('WebIdentityToken');
  });

  it('wants a signature for its service', async () => {
    const body = 'Action=GetWebIdentityToken&Version=2011-06-15';
    expect((await fetch(sts.url, { method: 'POST', body })).status).toBe(403);
  });
});
