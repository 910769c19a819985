import { describe, expect, it } from '@jest/globals';
import { ConnectorError, type Failure } from '../../src/errors.ts';
import { stayAway } from '../../src/runtime/stay-away.ts';
import { createManualClock } from '../support/manual-clock.ts';

const never = new AbortController().signal;
const busy = (retryAfterMs?: number) =>
  ({
    code: 'busy',
    kind: 'throttled',
    message: 'too much',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }) as const;

function scene() {
  const clock = createManualClock();
  const away = stayAway({ clock, floorMs: 5_000, longestMs: 60_000 });
  /** A call fails, and whoever asked hears why. */
  const fail = async (failure: Failure) => {
    const ask = async () => {
      throw new ConnectorError(failure);
    };
    await expect(away.heed(ask)).rejects.toMatchObject(failure);
  };
  return { clock, away, fail };
}

describe('a service that wants to be left alone', () => {
  it('is asked at once before it says so, and again after that', async () => {
    const { clock, away, fail } = scene();
    await away.wait(never);
    expect(clock.slept).toEqual([]);
    await fail(busy(7_000));
    await away.wait(never);
    await away.wait(never);
    expect(clock.slept).toEqual([7_000]);
  });

  it('without saying for how long is left alone for a while', async () => {
    const { clock, away, fail } = scene();
    await fail(busy());
    await away.wait(never);
    expect(clock.slept).toEqual([5_000]);
  });

  it('is not asked earlier because a later answer asks for less', async () => {
    const { clock, away, fail } = scene();
    await fail(busy(9_000));
    await fail(busy(1_000));
    await fail({ code: 'x', kind: 'transient', message: '', retryAfterMs: 50_000 });
    await away.wait(never);
    expect(clock.slept).toEqual([9_000]);
  });

  it('for longer than anybody waits is not asked, and what it said is why', async () => {
    const { clock, away, fail } = scene();
    await fail(busy(300_000));
    clock.advance(100_000);
    await expect(away.wait(never)).rejects.toMatchObject({ code: 'busy', kind: 'throttled', retryAfterMs: 200_000 });
    expect(clock.slept).toEqual([]);
    clock.advance(200_000);
    await away.wait(never);
  });
});
