import { createHash, X509Certificate } from 'node:crypto';
import { AuthError, ConfidentialClientApplication, type NodeAuthOptions, ServerError } from '@azure/msal-node';
import type { Settings } from '@connector/shared';
import { ConnectorError } from '../errors.ts';
import { retry } from '../runtime/retry.ts';
import type { EventSink } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';

/** Settings that say how the worker signs in. */
export type CredentialSettings = Pick<
  Settings,
  | 'exchangeAuth'
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
}

export interface CredentialOptions {
  readonly settings: CredentialSettings;
  readonly clock: Clock;
  readonly emit: EventSink;
}

export function createCredentials(options: CredentialOptions): Credentials {
  const { exchangeAuth, exchangeUsername = '', exchangePassword = '' } = options.settings;
  if (exchangeAuth === 'entra') return entraCredentials(options);
  const value = `Basic ${Buffer.from(`${exchangeUsername}:${exchangePassword}`).toString('base64')}`;
  return { canRefresh: false, authorization: async () => value };
}

/**
 * Tokens from Entra ID. One request at a time, shared by all who wait: MSAL sends as many as there are callers when its
 * cache is cold.
 */
function entraCredentials(options: CredentialOptions): Credentials {
  const application = new ConfidentialClientApplication({ auth: authOptions(options.settings) });
  const scopes = [`${resourceOf(options.settings.exchangeEwsUrl)}/.default`];
  let waiting: Promise<string> | undefined;
  const acquire = async (signal: AbortSignal, skipCache: boolean): Promise<string> => {
    const { clock, emit } = options;
    const begun = clock.monotonic();
    let ok = false;
    try {
      const result = await application.acquireTokenByClientCredential({ scopes, skipCache });
      ok = true;
      return `Bearer ${result?.accessToken ?? ''}`;
    } catch (thrown) {
      throw signal.aborted ? thrown : translate(thrown, options.settings);
    } finally {
      emit({ type: 'call', service: 'entra', operation: 'AcquireToken', durationMs: clock.monotonic() - begun, ok });
    }
  };
  return {
    canRefresh: true,
    authorization: (signal, fresh = false) => {
      waiting ??= acquireWithPatience(options, signal, () => acquire(signal, fresh)).finally(() => {
        waiting = undefined;
      });
      return waiting;
    },
  };
}

async function acquireWithPatience(
  { clock, emit }: CredentialOptions,
  signal: AbortSignal,
  acquire: () => Promise<string>,
): Promise<string> {
  try {
    return await retry(acquire, {
      policy: { attempts: 3, baseMs: 1_000, capMs: 5_000, maxAdvisedMs: 60_000, throttledFloorMs: 5_000 },
      clock,
      signal,
      onRetry: (failure, attempt, delayMs) =>
        emit({ type: 'retrying', service: 'entra', operation: 'AcquireToken', attempt, delayMs, failure }),
    });
  } catch (thrown) {
    // Nothing works without a token, and nobody but a person can tell a wrong address from a broken line.
    if (thrown instanceof ConnectorError && thrown.kind === 'transient') {
      const { code, message } = thrown;
      throw new ConnectorError({ code, kind: 'configuration', message }, { cause: thrown });
    }
    throw thrown;
  }
}

function authOptions(settings: CredentialSettings): NodeAuthOptions {
  const { exchangeClientId = '', exchangeTenantId = '', exchangeAuthorityUrl } = settings;
  const base = exchangeAuthorityUrl.replace(/\/+$/, '');
  const { host } = new URL(base);
  return {
    clientId: exchangeClientId,
    authority: `${base}/${exchangeTenantId}`,
    // Without it MSAL asks Microsoft's public cloud whether the authority is real.
    ...(host === 'login.microsoftonline.com' ? {} : { knownAuthorities: [host] }),
    ...credential(settings),
  };
}

/** A certificate wins over a secret. */
function credential(settings: CredentialSettings): Partial<NodeAuthOptions> {
  const { exchangeCertificate, exchangePrivateKey, exchangeClientSecret = '' } = settings;
  if (exchangeCertificate === undefined || exchangePrivateKey === undefined)
    return { clientSecret: exchangeClientSecret };
  const thumbprintSha256 = createHash('sha256').update(certificateOf(exchangeCertificate).raw).digest('hex');
  return { clientCertificate: { thumbprintSha256, privateKey: exchangePrivateKey, x5c: exchangeCertificate } };
}

function certificateOf(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (thrown) {
    const message = 'EXCHANGE_CERTIFICATE is not a certificate in PEM form; it begins with -----BEGIN CERTIFICATE-----';
    throw new ConnectorError({ code: 'entra.certificate', kind: 'configuration', message }, { cause: thrown });
  }
}

/** The resource that tokens are for: the server itself, for Exchange Online and its national clouds alike. */
function resourceOf(ewsUrl: string): string {
  const { hostname } = new URL(ewsUrl);
  const local = /^(localhost|127\.|\[::1\])/.test(hostname);
  return `https://${local ? 'outlook.office365.com' : hostname}`;
}

/** Errors of Entra ID by number, with what to do. Microsoft: Entra authentication error codes. */
const remedies: Readonly<Record<string, string>> = {
  AADSTS7000215:
    'The client secret is wrong. Put the value of a valid secret, not its id, into EXCHANGE_CLIENT_SECRET.',
  AADSTS7000222: 'The client secret has expired. Make a new one and put its value into EXCHANGE_CLIENT_SECRET.',
  AADSTS700016: 'The application is not known in this tenant. Check EXCHANGE_CLIENT_ID and EXCHANGE_TENANT_ID.',
  AADSTS90002: 'The tenant is not known. Check EXCHANGE_TENANT_ID.',
  AADSTS900023: 'The tenant is not known. Check EXCHANGE_TENANT_ID.',
  AADSTS700027: 'The certificate is not registered with the application, or has expired. Check EXCHANGE_CERTIFICATE.',
  AADSTS7000112: 'The application is disabled. Enable it in Entra ID.',
  AADSTS1002012: 'The scope is wrong. Check EXCHANGE_EWS_URL.',
};

function translate(thrown: unknown, settings: CredentialSettings): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown;
  const said = thrown instanceof AuthError ? `${thrown.errorCode}: ${thrown.errorMessage}` : String(thrown);
  const number = /AADSTS\d+/.exec(said)?.[0];
  const firstLine = said.split(/\r?\n/)[0]?.slice(0, 300) ?? '';
  const cause = { cause: thrown };
  if (number !== undefined) {
    const message = `Entra ID refused the application: ${firstLine} ${remedies[number] ?? 'Check the application in Entra ID.'}`;
    return new ConnectorError({ code: `entra.${number}`, kind: 'configuration', message }, cause);
  }
  if (thrown instanceof ServerError && /429|temporarily_unavailable|throttl/i.test(said)) {
    return new ConnectorError(
      { code: 'entra.throttled', kind: 'throttled', message: `Entra ID is busy: ${firstLine}` },
      cause,
    );
  }
  const message =
    `no token could be had from ${settings.exchangeAuthorityUrl} for the tenant ${settings.exchangeTenantId}: ${firstLine}. ` +
    'Check EXCHANGE_TENANT_ID and EXCHANGE_AUTHORITY_URL, that the network lets the worker reach it, and that its ' +
    'certificate is trusted (NODE_EXTRA_CA_CERTS).';
  return new ConnectorError({ code: 'entra.unreachable', kind: 'transient', message }, cause);
}
