import { SoapFault } from './soap.ts';

/** Requests in flight that are allowed; Microsoft: EWS throttling. */
export interface ConcurrencyLimits {
  /** Of one mailbox; EWSMaxConcurrency is 27. */
  readonly mailbox?: number;
  /** Of one mailbox, SyncFolder calls alone; 5 was seen. */
  readonly sync?: number;
}

/** What holds callers back; changed while the stand-in runs. */
export interface LiveLimits {
  concurrency: ConcurrencyLimits;
  /** Milliseconds that every call takes. */
  latencyMs: number;
}

/** EWSMaxConcurrency of Exchange 2013 and later, and of Exchange Online. */
const maxConcurrency = 27;

/** Counts requests in flight by mailbox. */
export interface FlightCounter {
  /** Most requests of one mailbox that were in flight at once. */
  peak(): number;
  /**
   * Begins a request and returns what ends it.
   * @throws SoapFault ErrorServerBusy when there are too many already
   */
  begin(mailbox: string, operation: string, limits: ConcurrencyLimits): () => void;
}

export function flightCounter(): FlightCounter {
  const flights = new Map<string, number>();
  let peak = 0;
  const change = (key: string, by: number): number => {
    const now = (flights.get(key) ?? 0) + by;
    flights.set(key, now);
    return now;
  };
  return {
    peak: () => peak,
    begin: (mailbox, operation, { mailbox: most = maxConcurrency, sync: mostSync = maxConcurrency }) => {
      const keys = operation.startsWith('Sync') ? [mailbox, `${mailbox} sync`] : [mailbox];
      const [inFlight = 0, syncing = 0] = keys.map((key) => change(key, 1));
      peak = Math.max(peak, inFlight);
      const end = () => {
        for (const key of keys) change(key, -1);
      };
      if (inFlight <= most && syncing <= mostSync) return end;
      end();
      throw inFlight > most ? busy('MaxConcurrency', most) : busy('ConcurrentSyncCalls', mostSync);
    },
  };
}

function busy(part: string, value: number): SoapFault {
  const message = `The server cannot service this request right now: it exceeds the policy part '${part}', policy value '${value}'. Suggested backoff time 5000 ms.`;
  return new SoapFault('ErrorServerBusy', message, { backOffMs: 5000 });
}
