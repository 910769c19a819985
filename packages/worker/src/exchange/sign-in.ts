import type { EventSink } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import { type CredentialSettings, createCredentials, entraPeer } from './credentials.ts';
import { tokenLimits } from './limits.ts';
import { createTransport } from './transport.ts';

/** Signing in alone, without a mailbox. */
export interface SignIn {
  /**
   * The value of the Authorization header.
   * @param fresh a token that was just refused must not be used again
   * @throws ConnectorError
   */
  authorization(signal: AbortSignal, fresh?: boolean): Promise<string>;
  close(): void;
}

/** Makes no call by itself. */
export function createSignIn(options: {
  readonly settings: CredentialSettings;
  /** What tokens are for; without it, the server of EWS. */
  readonly resource?: string | undefined;
  readonly clock: Clock;
  readonly emit: EventSink;
}): SignIn {
  const transport = createTransport({ clock: options.clock, peer: entraPeer, limits: tokenLimits });
  const credentials = createCredentials({ ...options, transport });
  return {
    authorization: (signal, fresh) => credentials.authorization(signal, fresh),
    close: () => {
      credentials.close();
      transport.close();
    },
  };
}
