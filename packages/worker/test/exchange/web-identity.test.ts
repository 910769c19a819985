import { type EntraStandIn, type StsStandIn, startEntra, startSts } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Credentials, createCredentials } from '../../src/exchange/credentials.ts';
import { createTransport, type Transport } from '../../src/exchange/transport.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { basicSettings, never } from './canned-exchange.ts';

const resource = 'https://outlook.office365.com';
const audience = 'api://AzureADTokenExchange';
const application = { tenantId: 'contoso.example', clientId: 'app-1' };

let sts: StsStandIn;
let entra: EntraStandIn;
let transport: Transport;
let clock: ManualClock;
let credentials: Credentials;

beforeEach(async () => {
  clock = createManualClock();
  sts = await startSts();
  useAwsEndpoint('STS', sts.url);
  const federated = { issuer: sts.issuer, subject: sts.subject, audience };
  entra = await startEntra({ application: { ...application, federated } });
  transport = createTransport({ clock, peer: { name: 'Entra ID', remedy: 'Check it.' }, ca: entra.caPem });
  const settings = {
    ...basicSettings(`${resource}/EWS/Exchange.asmx`),
    exchangeAuth: 'entra',
    exchangeCredential: 'federated',
    exchangeClientId: application.clientId,
    exchangeTenantId: application.tenantId,
    exchangeAuthorityUrl: entra.url,
  } as const;
  credentials = createCredentials({ settings, transport, clock, emit: () => {} });
});

afterEach(async () => {
  credentials.close();
  transport.close();
  await Promise.all([entra.close(), sts.close()]);
});

const problem = () => credentials.authorization(never).catch((thrown: unknown) => thrown);
const asked = () => sts.calls.counts()['GetWebIdentityToken'] ?? 0;
const change = (federated: Partial<{ issuer: string; subject: string; audience: string }>) => {
  const trusted = { issuer: sts.issuer, subject: sts.subject, audience, ...federated };
  entra.application = { ...application, federated: trusted };
};

describe('the federated credential', () => {
  it('brings a token for Exchange, with nothing stored', async () => {
    const [scheme, token = ''] = (await credentials.authorization(never)).split(' ');
    expect(scheme).toBe('Bearer');
    expect(await entra.refuseToken(token, resource)).toBeUndefined();
  });

  it('asks AWS once for as long as its token has a minute to live, though MSAL asks each second', async () => {
    await credentials.authorization(never);
    clock.advance(179_000);
    await credentials.authorization(never);
    expect(asked()).toBe(1);
    clock.advance(1_000);
    await credentials.authorization(never);
    expect(asked()).toBe(2);
    expect(entra.calls.counts()['Token']).toBe(1);
  });

  it('asks for tokens that end before the SDK renews the session of the role', async () => {
    sts.sessionSeconds = 299;
    await expect(credentials.authorization(never)).resolves.toMatch(/^Bearer /);
  });

  it.each<[string, () => void, string, string, string]>([
    [
      'AWS has not enabled it for the account',
      () => {
        sts.federationEnabled = false;
      },
      'sts.OutboundWebIdentityFederationDisabledException',
      'configuration',
      'aws iam enable-outbound-web-identity-federation',
    ],
    [
      'the role may not ask',
      () => sts.faults.add({ effect: { kind: 'error', status: 403, type: 'AccessDenied' } }),
      'sts.AccessDenied',
      'configuration',
      'sts:GetWebIdentityToken',
    ],
    [
      'the credentials have expired',
      () => sts.faults.add({ effect: { kind: 'error', status: 403, type: 'ExpiredToken' } }),
      'sts.ExpiredToken',
      'configuration',
      'AWS credentials',
    ],
    [
      'the session of the role is about to end',
      () => {
        sts.sessionSeconds = 100;
      },
      'sts.SessionDurationEscalationException',
      'transient',
      'session',
    ],
    [
      'AWS is busy',
      () => sts.faults.add({ effect: { kind: 'error', status: 400, type: 'Throttling' } }),
      'sts.Throttling',
      'throttled',
      'STS',
    ],
    ['Entra ID trusts another issuer', () => change({ issuer: 'x' }), 'entra.AADSTS700211', 'configuration', 'issuer'],
    ['Entra ID trusts another role', () => change({ subject: 'x' }), 'entra.AADSTS700213', 'configuration', 'role'],
    [
      'Entra ID trusts another audience',
      () => change({ audience: 'x' }),
      'entra.AADSTS700212',
      'configuration',
      'api://AzureADTokenExchange',
    ],
  ])('says what to do when %s', async (_, spoil, code, kind, remedy) => {
    spoil();
    expect(await problem()).toMatchObject({ code, kind, message: expect.stringContaining(remedy) });
  });

  it('says that AWS cannot be reached, and where to look', async () => {
    await sts.close();
    expect(await problem()).toMatchObject({
      kind: 'transient',
      message: expect.stringMatching(/ECONNREFUSED.*VPC endpoint for sts/),
    });
  });

  it('survives an answer that AWS owed once', async () => {
    sts.faults.add({ times: 2, effect: { kind: 'error', status: 503, type: 'ServiceUnavailable' } });
    await expect(credentials.authorization(never)).resolves.toMatch(/^Bearer /);
    expect(asked()).toBe(3);
  });

  it('is given up at once when the call is cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(credentials.authorization(abort.signal)).rejects.toMatchObject({ kind: 'cancelled' });
    expect(asked()).toBe(0);
  });
});
