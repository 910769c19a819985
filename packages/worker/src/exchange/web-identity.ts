import { Agent as HttpsAgent } from 'node:https';
import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Clock } from '../sync/ports/index.ts';
import { webIdentityFailure } from './web-identity-failure.ts';

/** Tokens by which AWS vouches for the task role: what a federated credential is proved with. Nothing is stored. */
export interface WebIdentity {
  /** A token with some life left. Makes a call only if the last one has too little. @throws ConnectorError */
  token(signal: AbortSignal): Promise<string>;
  close(): void;
}

/** The one audience that Entra ID takes (Microsoft: federatedIdentityCredential). */
export const webIdentityAudience = 'api://AzureADTokenExchange';
/**
 * Life of a token in seconds; STS allows 60 to 3600. A token must not outlive the session of the role, and the SDK uses the
 * credentials of a session down to their last five minutes.
 */
const tokenSeconds = 240;
/** A token with less life than this, in milliseconds, is not used again: Entra ID has to get it in time. */
const leastLifeMs = 60_000;
/** Milliseconds that STS may take. It answers at once. */
const connectMs = 5_000;
const requestMs = 10_000;

/** Makes no call by itself. Region, credentials and endpoint come from the AWS SDK's own variables. */
export function createWebIdentity({ clock }: { readonly clock: Clock }): WebIdentity {
  const client = new STSClient({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      httpsAgent: new HttpsAgent({ keepAlive: false }),
      connectionTimeout: connectMs,
      requestTimeout: requestMs,
      throwOnRequestTimeout: true,
    }),
  });
  // MSAL asks for an assertion at every call, also when it has an access token.
  let known: { readonly token: string; readonly goodUntil: number } | undefined;
  return {
    token: async (signal) => {
      if (known !== undefined && clock.monotonic() < known.goodUntil) return known.token;
      const asked = clock.monotonic();
      const token = await ask(client, signal);
      known = { token, goodUntil: asked + tokenSeconds * 1000 - leastLifeMs };
      return token;
    },
    close: () => client.destroy(),
  };
}

async function ask(client: STSClient, signal: AbortSignal): Promise<string> {
  const command = new GetWebIdentityTokenCommand({
    Audience: [webIdentityAudience],
    DurationSeconds: tokenSeconds,
    // Whether Entra ID takes ES384, the other one, is not documented.
    SigningAlgorithm: 'RS256',
  });
  try {
    const { WebIdentityToken } = await client.send(command, { abortSignal: signal });
    if (WebIdentityToken === undefined) throw new Error('the answer holds no token');
    return WebIdentityToken;
  } catch (thrown) {
    throw webIdentityFailure(thrown, signal);
  }
}
