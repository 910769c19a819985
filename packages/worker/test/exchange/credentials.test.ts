import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type EntraStandIn, makeClientCertificate, startEntra } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CredentialSettings, type Credentials, createCredentials } from '../../src/exchange/credentials.ts';
import { createEwsClient } from '../../src/exchange/ews-client.ts';
import { syncFolderItems } from '../../src/exchange/sync-folder-items.ts';
import { createTransport, type Transport } from '../../src/exchange/transport.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { basicSettings, type CannedExchange, never, startCanned, syncAnswer, xml } from './canned-exchange.ts';

const application = { tenantId: 'contoso.example', clientId: 'app-1', clientSecret: 'the-secret' };
const audience = 'https://outlook.office365.com';

let entra: EntraStandIn;
let transport: Transport;
let clock: ManualClock;
const events: SyncEvent[] = [];

const settings = (other: Partial<CredentialSettings> = {}): CredentialSettings => ({
  ...basicSettings(`${audience}/EWS/Exchange.asmx`),
  exchangeAuth: 'entra',
  exchangeClientId: application.clientId,
  exchangeClientSecret: application.clientSecret,
  exchangeTenantId: application.tenantId,
  exchangeAuthorityUrl: entra.url,
  ...other,
});

const certified = { exchangeCredential: 'certificate' } as const;

const open = (other: Partial<CredentialSettings> = {}): Credentials =>
  createCredentials({ settings: settings(other), transport, clock, emit: (event) => events.push(event) });

const begin = async (options: Partial<Parameters<typeof startEntra>[0]> = {}) => {
  await entra?.close();
  transport?.close();
  entra = await startEntra({ application, ...options });
  transport = createTransport({ clock, peer: { name: 'Entra ID', remedy: 'Check it.' }, ca: entra.caPem });
};

beforeEach(async () => {
  clock = createManualClock();
  events.length = 0;
  await begin();
});
afterEach(async () => {
  transport.close();
  await entra.close();
});

const tokens = () => entra.calls.counts()['Token'] ?? 0;
const failToken = (status: number, times: number, retryAfterSeconds?: number) =>
  entra.faults.add({
    operation: 'Token',
    times,
    effect: { kind: 'error', status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
  });
const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
const problem = async (credentials: Credentials) => credentials.authorization(never).catch((thrown: unknown) => thrown);

describe('a token', () => {
  it('is got with a secret, for Exchange', async () => {
    const [scheme, token] = (await open().authorization(never)).split(' ');
    expect(scheme).toBe('Bearer');
    expect(await entra.refuseToken(token ?? '', audience)).toBeUndefined();
  });

  it('is asked for with an assertion signed by the certificate, and without the secret', async () => {
    const { certificate, privateKey } = await makeClientCertificate();
    const forms: URLSearchParams[] = [];
    const recording: Transport = {
      ...transport,
      send: async (request) => {
        if (request.method === 'GET') return transport.send(request);
        forms.push(new URLSearchParams(request.body));
        return { status: 200, headers: {}, text: '{"token_type":"Bearer","expires_in":3600,"access_token":"t"}' };
      },
    };
    const signing = settings({ ...certified, exchangeCertificate: certificate, exchangePrivateKey: privateKey });
    const credentials = createCredentials({ settings: signing, transport: recording, clock, emit: () => {} });
    expect(await credentials.authorization(never)).toBe('Bearer t');
    expect(forms[0]?.get('client_secret')).toBeNull();
    const [head = '', claims = '', signature = ''] = forms[0]?.get('client_assertion')?.split('.') ?? [];
    const { publicKey, raw } = new X509Certificate(certificate);
    const thumbprint = createHash('sha256').update(raw).digest('base64url');
    expect(decoded(head)).toMatchObject({ alg: 'PS256', 'x5t#S256': thumbprint });
    expect(decoded(claims)).toMatchObject({ iss: application.clientId, sub: application.clientId });
    const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    const signed = verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'));
    expect(signed).toBe(true);
  });

  it('is asked for once by twenty who need it at the same time', async () => {
    const credentials = open();
    const values = await Promise.all(Array.from({ length: 20 }, () => credentials.authorization(never)));
    expect(new Set(values).size).toBe(1);
    expect(tokens()).toBe(1);
  });

  it('is kept while it lives', async () => {
    const credentials = open();
    await credentials.authorization(never);
    await credentials.authorization(never);
    expect(tokens()).toBe(1);
  });

  it('that lasts is used again for a second before it is looked at', async () => {
    const credentials = open();
    const looks = () => events.filter(({ type }) => type === 'call').length;
    for (let call = 1; call <= 5; call += 1) await credentials.authorization(never);
    expect(looks()).toBe(2);
    clock.advance(999);
    await credentials.authorization(never);
    expect(looks()).toBe(2);
    clock.advance(1);
    await credentials.authorization(never);
    expect([looks(), tokens()]).toEqual([3, 1]);
  });

  it('that was used again gives way to a fresh one for good', async () => {
    let number = 0;
    const numbered: Transport = {
      ...transport,
      send: async (request) => {
        if (request.method === 'GET') return transport.send(request);
        number += 1;
        const text = JSON.stringify({ token_type: 'Bearer', expires_in: 3600, access_token: `t${number}` });
        return { status: 200, headers: {}, text };
      },
    };
    const credentials = createCredentials({ settings: settings(), transport: numbered, clock, emit: () => {} });
    const values: string[] = [];
    for (const fresh of [false, false, false, true, false, false, false]) {
      values.push(await credentials.authorization(never, fresh));
    }
    expect(values).toEqual(['t1', 't1', 't1', 't2', 't2', 't2', 't2'].map((token) => `Bearer ${token}`));
  });

  it('that is about to expire is renewed', async () => {
    await begin({ tokenSeconds: 200 });
    const credentials = open();
    await credentials.authorization(never);
    await credentials.authorization(never);
    expect(tokens()).toBe(2);
  });

  it('that has to be fresh is not the one that others wait for', async () => {
    const credentials = open();
    const waiting = [credentials.authorization(never), credentials.authorization(never, true)];
    // The fresh one is good for everybody who comes later.
    waiting.push(credentials.authorization(never), credentials.authorization(never, true));
    await Promise.all(waiting);
    expect(tokens()).toBe(2);
  });

  it('that has to be fresh is got although the one before it failed', async () => {
    failToken(400, 1);
    const credentials = open();
    const [first, second] = await Promise.allSettled([
      credentials.authorization(never),
      credentials.authorization(never, true),
    ]);
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
  });
});

describe('Entra ID that is busy', () => {
  it.each([429, 503])('with %i is left alone as long as it asks for', async (status) => {
    failToken(status, 1, 17);
    await open().authorization(never);
    expect(clock.slept).toHaveLength(1);
    expect(clock.slept[0]).toBeGreaterThanOrEqual(17_000);
    expect(tokens()).toBe(2);
  });

  it.each([429, 500, 502, 503, 504])('with %i and no advice is asked again', async (status) => {
    failToken(status, 2);
    await open().authorization(never);
    expect(tokens()).toBe(3);
  });

  it.each([
    [429, 'throttled'],
    [503, 'throttled'],
    [500, 'transient'],
  ])('with %i for good is %s and no matter of configuration', async (status, kind) => {
    failToken(status, 99);
    expect(await problem(open())).toMatchObject({ code: `entra.http-${status}`, kind });
    expect(tokens()).toBe(3);
  });

  it('for minutes is not waited for, and the advice goes on', async () => {
    failToken(429, 99, 300);
    expect(await problem(open())).toMatchObject({ kind: 'throttled', retryAfterMs: 300_000 });
    expect(clock.slept).toEqual([]);
  });

  it('while it is discovered is asked again', async () => {
    entra.faults.add({
      operation: 'Discovery',
      times: 1,
      effect: { kind: 'error', status: 503, retryAfterSeconds: 3 },
    });
    await open().authorization(never);
    expect(clock.slept[0]).toBeGreaterThanOrEqual(3_000);
  });
});

describe('Entra ID that refuses', () => {
  it.each<[string, Partial<CredentialSettings>, string, string]>([
    ['the secret', { exchangeClientSecret: 'wrong' }, 'entra.AADSTS7000215', 'EXCHANGE_CLIENT_SECRET'],
    ['the application', { exchangeClientId: 'other' }, 'entra.AADSTS700016', 'EXCHANGE_CLIENT_ID'],
    ['the tenant', { exchangeTenantId: 'nowhere.example' }, 'entra.AADSTS90002', 'EXCHANGE_TENANT_ID'],
  ])('%s is asked once, and the setting is named', async (_, other, code, setting) => {
    expect(await problem(open(other))).toMatchObject({
      code,
      kind: 'configuration',
      message: expect.stringContaining(setting),
    });
    expect(clock.slept).toEqual([]);
  });

  it('a certificate that it does not know names the setting', async () => {
    const { certificate, privateKey } = await makeClientCertificate();
    const credentials = open({ ...certified, exchangeCertificate: certificate, exchangePrivateKey: privateKey });
    expect(await problem(credentials)).toMatchObject({ code: 'entra.AADSTS700027', kind: 'configuration' });
  });

  it('never hears of a certificate whose key is none', async () => {
    const { certificate } = await makeClientCertificate();
    const credentials = open({ ...certified, exchangeCertificate: certificate, exchangePrivateKey: 'no key' });
    expect(await problem(credentials)).toMatchObject({
      code: 'entra.not-asked',
      kind: 'configuration',
      message: expect.stringContaining('EXCHANGE_PRIVATE_KEY'),
    });
    expect(tokens()).toBe(0);
  });
});

describe('Entra ID that cannot be reached', () => {
  it('is a matter of configuration when nobody listens', async () => {
    const exchangeAuthorityUrl = entra.url;
    await entra.close();
    expect(await problem(open({ exchangeAuthorityUrl }))).toMatchObject({
      code: 'entra.unreachable',
      kind: 'configuration',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    const { host } = new URL(exchangeAuthorityUrl);
    const { message } = (await problem(open({ exchangeAuthorityUrl }))) as Error;
    expect(message).not.toMatch(new RegExp(`${host}|${application.tenantId}|127\\.0\\.0\\.1`));
    expect(clock.slept).toHaveLength(4);
  });

  it('is a matter of configuration when its certificate is not trusted', async () => {
    transport.close();
    transport = createTransport({ clock, peer: { name: 'Entra ID', remedy: 'Check it.' } });
    expect(await problem(open())).toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });

  it('is a matter of configuration when it takes connections and never speaks', async () => {
    const mute = createServer((socket) => socket.on('error', () => {}));
    const reached = new Promise<void>((resolve) => {
      mute.on('connection', () => resolve());
    });
    await new Promise<void>((resolve) => {
      mute.listen(0, '127.0.0.1', resolve);
    });
    transport.close();
    clock = createManualClock({ mode: 'manual' });
    transport = createTransport({
      clock,
      peer: { name: 'Entra ID', remedy: 'Check it.' },
      limits: { connectMs: 5_000 },
    });
    const { port } = mute.address() as AddressInfo;
    const failed = problem(open({ exchangeAuthorityUrl: `https://127.0.0.1:${port}` }));
    await reached;
    let done = false;
    const thrown = failed.finally(() => {
      done = true;
    });
    while (!done) {
      clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await thrown).toMatchObject({
      code: 'entra.unreachable',
      message: expect.stringContaining('connect-timeout'),
    });
    mute.close();
  });

  it('is given up at once when the call is cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(open().authorization(abort.signal)).rejects.toMatchObject({ kind: 'cancelled' });
    expect(tokens()).toBe(0);
  });
});

describe('a token that Exchange refuses', () => {
  let canned: CannedExchange;
  beforeEach(async () => {
    canned = await startCanned();
  });
  afterEach(() => canned.close());

  const list = async () => {
    const exchange = createTransport({ clock, peer: { name: 'Exchange', remedy: '' } });
    const environment = { clock, emit: () => {}, userAgent: 'x', ewsUrl: canned.url, transport: exchange };
    const client = createEwsClient({ ...environment, credentials: open() }, 'ann@contoso.example');
    return syncFolderItems(client, { folderId: 'f', cursor: undefined, signal: never }).finally(() => exchange.close());
  };

  it('is replaced once', async () => {
    canned.answer = (response) => {
      if (canned.requests.length > 1) return xml(response, syncAnswer('SyncFolderItems', {}));
      response.writeHead(401);
      response.end();
    };
    expect((await list()).complete).toBe(true);
    expect(tokens()).toBe(2);
  });

  it('again is a matter of configuration', async () => {
    canned.answer = (response) => {
      response.writeHead(401);
      response.end();
    };
    await expect(list()).rejects.toMatchObject({ code: 'http.401', kind: 'configuration' });
    expect([canned.requests.length, tokens()]).toEqual([2, 2]);
  });
});
