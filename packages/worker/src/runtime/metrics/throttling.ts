import type { Clock } from '../../sync/ports/index.ts';
import type { Instrument, MetricPoint } from './instrument.ts';

/**
 * Time in which anything waited because a service asked for it. The bug class it prevents: adding up waits that run side by
 * side, or booking a wait of half an hour on the minute it began in, so that nobody can tell busy from very busy.
 */
export function throttling(clock: Pick<Clock, 'monotonic'>): Instrument {
  const all = waitMeter(clock);
  const services = new Map<string, WaitMeter>();
  const wait = (service: string, ms: number): void => {
    const meter = services.get(service) ?? waitMeter(clock);
    services.set(service, meter);
    meter.wait(ms);
    all.wait(ms);
  };
  return {
    event: (event) => {
      if (event.type === 'retrying' && event.failure.kind === 'throttled') wait(event.service, event.delayMs);
      // Only the mail source has mailboxes parked.
      if (event.type === 'mailbox-parked') wait('exchange', event.forMs);
    },
    happened: () => {
      const points: MetricPoint[] = [{ metric: 'throttleSeconds', value: all.take() }];
      for (const [service, meter] of services) {
        const value = meter.take();
        if (value > 0) points.push({ metric: 'throttleSeconds', value, by: { service } });
      }
      return points;
    },
  };
}

interface WaitMeter {
  /** Something waits from now on for so long. */
  wait(ms: number): void;
  /** Seconds of waiting since it was asked last. */
  take(): number;
}

function waitMeter(clock: Pick<Clock, 'monotonic'>): WaitMeter {
  let seenUntil = clock.monotonic();
  let waitingUntil = seenUntil;
  let waitedMs = 0;
  const look = (): number => {
    const now = clock.monotonic();
    waitedMs += Math.max(0, Math.min(now, waitingUntil) - seenUntil);
    seenUntil = now;
    return now;
  };
  return {
    wait: (ms) => {
      waitingUntil = Math.max(waitingUntil, look() + ms);
    },
    take: () => {
      look();
      const seconds = waitedMs / 1000;
      waitedMs = 0;
      return seconds;
    },
  };
}
