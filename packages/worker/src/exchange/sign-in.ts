import type { EventSink } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import { type CredentialSettings, createCredentials, entraPeer } from './credentials.ts';
import { tokenLimits } from './limits.ts';
import { createTransport } from './transport.ts';

/** Signing in alone, without a mailbox. */
export interface SignIn {
  /** The value of the Authorization header. @throws ConnectorError */
  authorization(signal: AbortSignal): Promise<string>;
  close(): void;
}

/** Makes no call by itself. */
export function createSignIn(options: {
  readonly settings: CredentialSettings;
  readonly clock: Clock;
  readonly emit: EventSink;
}): SignIn {
  const transport = createTransport({ clock: options.clock, peer: entraPeer, limits: tokenLimits });
  const credentials = createCredentials({ ...options, transport });
  return {
    authorization: (signal) => credentials.authorization(signal),
    close: () => {
      credentials.close();
      transport.close();
    },
  };
}
