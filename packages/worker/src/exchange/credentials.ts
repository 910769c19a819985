import { ConfidentialClientApplication, type NodeAuthOptions } from '@azure/msal-node';
import type { Settings } from '@connector/shared';
import { ConnectorError, toFailure } from '../errors.ts';
import { retry } from '../runtime/retry.ts';
import type { EventSink } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import { clientCredential } from './client-credential.ts';
import { createEntraNetwork, type EntraNetwork } from './entra-network.ts';
import { longestAdviceMs } from './limits.ts';
import { isUnreachable, type Peer, unreachableText } from './network-error.ts';
import type { Transport } from './transport.ts';
import { createWebIdentity } from './web-identity.ts';

/** Settings that say how the worker signs in. */
export type CredentialSettings = Pick<
  Settings,
  | 'exchangeAuth'
  | 'exchangeCredential'
  | 'exchangeUsername'
  | 'exchangePassword'
  | 'exchangeClientId'
  | 'exchangeClientSecret'
  | 'exchangeCertificate'
  | 'exchangePrivateKey'
  | 'exchangeTenantId'
  | 'exchangeAuthorityUrl'
  | 'exchangeEwsUrl'
>;

/** Gives the value of the Authorization header. */
export interface Credentials {
  /** @param fresh a token that was just refused must not be used again @throws ConnectorError */
  authorization(signal: AbortSignal, fresh?: boolean): Promise<string>;
  /** A refused value may be replaced by a fresh one. */
  readonly canRefresh: boolean;
  /** Ends its connections. */
  close(): void;
}

export interface CredentialOptions {
  readonly settings: CredentialSettings;
  /** What tokens are for, for example `https://graph.microsoft.com`; without it, the server of EWS. */
  readonly resource?: string | undefined;
  /** The way to Entra ID. */
  readonly transport: Transport;
  readonly clock: Clock;
  readonly emit: EventSink;
}

/** Who is at the other end of the transport for tokens. */
export const entraPeer: Peer = {
  name: 'Entra ID',
  remedy: 'Check EXCHANGE_TENANT_ID and EXCHANGE_AUTHORITY_URL, and that the network lets the worker reach it.',
};

export function createCredentials(options: CredentialOptions): Credentials {
  const { exchangeAuth, exchangeUsername = '', exchangePassword = '' } = options.settings;
  if (exchangeAuth === 'entra') return entraCredentials(options);
  const value = `Basic ${Buffer.from(`${exchangeUsername}:${exchangePassword}`).toString('base64')}`;
  return { canRefresh: false, authorization: async () => value, close: () => {} };
}

/** The value of a header. */
interface Token {
  readonly value: string;
  /** It is from MSAL's cache, which gives none that lives for less than five minutes. */
  readonly lasts: boolean;
}

/** Gives a token. Called for one at a time. */
type Acquire = (signal: AbortSignal, fresh: boolean) => Promise<Token>;

/** Milliseconds for which one that lasts is used again: to ask MSAL costs as much as signing a request to AWS. */
const keptMs = 1_000;

function entraCredentials(options: CredentialOptions): Credentials {
  const network = createEntraNetwork(options);
  const identity = createWebIdentity(options);
  const application = new ConfidentialClientApplication({
    auth: authOptions(options.settings, () => identity.token(network.signal())),
    system: { networkClient: network },
  });
  const scopes = [`${options.resource ?? resourceOf(options.settings.exchangeEwsUrl)}/.default`];
  const acquire: Acquire = (signal, skipCache) =>
    withPatience(options, signal, () =>
      observed(options, { network, signal }, async () => {
        const result = await application.acquireTokenByClientCredential({ scopes, skipCache });
        return { value: `Bearer ${result?.accessToken ?? ''}`, lasts: result?.fromCache === true };
      }),
    );
  return { canRefresh: true, authorization: shared(acquire, options.clock), close: () => identity.close() };
}

/**
 * One request at a time, shared by all who wait: MSAL sends as many as there are callers when its cache is cold. Who needs
 * a fresh token waits for a request under way that may answer with an old one, and makes another.
 */
function shared(acquire: Acquire, clock: Clock): Credentials['authorization'] {
  let pending: { readonly token: Promise<string>; readonly fresh: boolean } | undefined;
  let kept: { readonly value: string; readonly until: number } | undefined;
  const get = async (signal: AbortSignal, fresh: boolean): Promise<string> => {
    kept = undefined;
    const { value, lasts } = await acquire(signal, fresh);
    if (lasts) kept = { value, until: clock.monotonic() + keptMs };
    return value;
  };
  return (signal, fresh = false) => {
    if (pending !== undefined && (pending.fresh || !fresh)) return pending.token;
    if (!fresh && kept !== undefined && clock.monotonic() < kept.until) return Promise.resolve(kept.value);
    const before = pending?.token.catch(() => {}) ?? Promise.resolve();
    const token = before
      .then(() => get(signal, fresh))
      .finally(() => {
        if (pending === mine) pending = undefined;
      });
    const mine = { token, fresh };
    pending = mine;
    return token;
  };
}

/** Tells of a call, and throws what the network met. */
async function observed(
  { clock, emit }: CredentialOptions,
  { network, signal }: { readonly network: EntraNetwork; readonly signal: AbortSignal },
  work: () => Promise<Token>,
): Promise<Token> {
  const begun = clock.monotonic();
  let ok = false;
  try {
    const token = await network.during(signal, work);
    ok = true;
    return token;
  } finally {
    emit({ type: 'call', service: 'entra', operation: 'AcquireToken', durationMs: clock.monotonic() - begun, ok });
  }
}

async function withPatience(
  { clock, emit }: CredentialOptions,
  signal: AbortSignal,
  acquire: () => Promise<Token>,
): Promise<Token> {
  try {
    return await retry(acquire, {
      policy: { attempts: 3, baseMs: 1_000, capMs: 5_000, maxAdvisedMs: longestAdviceMs, throttledFloorMs: 5_000 },
      clock,
      signal,
      onRetry: (failure, attempt, delayMs) =>
        emit({ type: 'retrying', service: 'entra', operation: 'AcquireToken', attempt, delayMs, failure }),
    });
  } catch (thrown) {
    const { code } = toFailure(thrown);
    if (!isUnreachable(code)) throw thrown;
    // Nothing works without a token, and nobody but a person can tell a wrong address from a broken line. Tenant and
    // address stay with the events, which only a log at debug level shows.
    const message = `no token could be had: ${unreachableText(code, entraPeer)}`;
    throw new ConnectorError({ code: 'entra.unreachable', kind: 'configuration', message }, { cause: thrown });
  }
}

function authOptions(settings: CredentialSettings, federated: () => Promise<string>): NodeAuthOptions {
  const { exchangeClientId = '', exchangeTenantId = '', exchangeAuthorityUrl } = settings;
  const base = exchangeAuthorityUrl.replace(/\/+$/, '');
  const { host } = new URL(base);
  return {
    clientId: exchangeClientId,
    authority: `${base}/${exchangeTenantId}`,
    // Without it MSAL asks Microsoft's public cloud whether the authority is real.
    ...(host === 'login.microsoftonline.com' ? {} : { knownAuthorities: [host] }),
    ...clientCredential(settings, federated),
  };
}

/** The resource that tokens are for: the server itself, for Exchange Online and its national clouds alike. */
function resourceOf(ewsUrl: string): string {
  const { hostname } = new URL(ewsUrl);
  const local = /^(localhost|127\.|\[::1\])/.test(hostname);
  return `https://${local ? 'outlook.office365.com' : hostname}`;
}
