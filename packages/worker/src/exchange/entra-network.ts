import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { ConnectorError } from '../errors.ts';
import type { Clock } from '../sync/ports/index.ts';
import { entraFailure, localFailure } from './entra-failure.ts';
import type { Transport } from './transport.ts';

/**
 * MSAL's way to the network, over our transport. MSAL sees nothing but good answers: of others it loses status and
 * Retry-After, and for a minute refuses further requests without sending them. One user at a time.
 */
export interface EntraNetwork extends INetworkModule {
  /** Runs work that uses this network. @throws ConnectorError what the network met, whatever MSAL makes of it */
  during<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** Of the work under way. */
  signal(): AbortSignal;
}

export function createEntraNetwork({ transport, clock }: { transport: Transport; clock: Clock }): EntraNetwork {
  let signal = new AbortController().signal;
  let met: ConnectorError | undefined;
  const exchange = async <T>(
    method: 'GET' | 'POST',
    url: string,
    { headers = {}, body = '' }: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> => {
    try {
      const answer = await transport.send({ method, url, headers, body, signal });
      if (answer.status !== 200) throw new ConnectorError(entraFailure(answer, clock.now()));
      return { status: 200, headers: {}, body: parse(answer.text) as T };
    } catch (thrown) {
      if (thrown instanceof ConnectorError) met = thrown;
      throw thrown;
    }
  };
  return {
    sendGetRequestAsync: (url, options) => exchange('GET', url, options),
    sendPostRequestAsync: (url, options) => exchange('POST', url, options),
    signal: () => signal,
    during: async (given, work) => {
      signal = given;
      met = undefined;
      try {
        return await work();
      } catch (thrown) {
        throw met ?? localFailure(thrown);
      }
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const message = 'Entra ID, or a proxy before it, answered with something that is not JSON';
    throw new ConnectorError({ code: 'entra.unreadable-answer', kind: 'transient', message }, { cause: thrown });
  }
}
