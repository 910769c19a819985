import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../sync/ports/index.ts';
import type { TransportLimits } from './limits.ts';

/** Milliseconds between two looks at a request. */
const lookMs = 1_000;

/** Why a request was given up. */
export class LateError extends Error {
  readonly code: 'connect-timeout' | 'timeout';

  constructor(code: LateError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Looks after a request by the clock that the worker was given: the timers of sockets know no other than the machine's.
 * @param giveUp called once, when the connection, the next byte or the end of the answer is overdue
 * @returns ends the watch
 */
export function watchRequest(
  outgoing: ClientRequest,
  { clock, limits }: { readonly clock: Clock; readonly limits: TransportLimits },
  giveUp: (reason: LateError) => void,
): () => void {
  const begun = clock.monotonic();
  const connection = watchConnection(outgoing, clock);
  const stop = clock.every(lookMs, () => {
    const late = connection.lateness(limits) ?? overdue(clock.monotonic() - begun, limits);
    if (late === undefined) return;
    stop();
    giveUp(late);
  });
  return stop;
}

function overdue(elapsedMs: number, { totalMs }: TransportLimits): LateError | undefined {
  if (elapsedMs < totalMs) return undefined;
  return new LateError('timeout', `did not answer to the end within ${totalMs / 1000} seconds`);
}

/** Knows since when nothing moves on a request's connection. A request that waits for a free one is not late. */
function watchConnection(outgoing: ClientRequest, clock: Clock) {
  let socket: Socket | undefined;
  let connected = false;
  let bytes = 0;
  let movedAt = 0;
  outgoing.once('socket', (given: Socket) => {
    socket = given;
    movedAt = clock.monotonic();
    connected = outgoing.reusedSocket;
    // One that is used again is connected and will never say so: listeners would pile up on it.
    if (connected) return;
    given.once((given as TLSSocket).encrypted ? 'secureConnect' : 'connect', () => {
      connected = true;
    });
  });
  return {
    lateness: ({ connectMs, idleMs }: TransportLimits): LateError | undefined => {
      if (socket === undefined) return undefined;
      const now = clock.monotonic();
      const seen = socket.bytesRead + socket.bytesWritten;
      if (connected && seen !== bytes) movedAt = now;
      bytes = seen;
      const waited = now - movedAt;
      if (!connected && waited >= connectMs) {
        return new LateError('connect-timeout', `did not accept a connection within ${connectMs / 1000} seconds`);
      }
      return waited >= idleMs ? new LateError('timeout', `sent nothing for ${idleMs / 1000} seconds`) : undefined;
    },
  };
}
