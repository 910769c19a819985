import { describe, expect, it } from '@jest/globals';
import { eventBatches } from '../../src/runtime/event-batches.ts';
import { createManualClock } from '../support/manual-clock.ts';

const event = (code: string) => ({ type: 'warning', code, message: 'why' }) as const;

function watched() {
  const told: string[][] = [];
  const clock = createManualClock();
  const batches = eventBatches(clock, (events) => {
    told.push(events.map((each) => (each.type === 'warning' ? each.code : each.type)));
  });
  return { told, clock, batches };
}

describe('events on their way to another thread', () => {
  it('wait for each other, and go together in order', async () => {
    const { told, clock, batches } = watched();
    for (const code of ['a', 'b', 'c']) batches.add(event(code));
    expect(told).toEqual([]);
    await clock.sleep(0);
    expect(told).toEqual([['a', 'b', 'c']]);
    expect(clock.slept[0]).toBe(20);
    batches.add(event('d'));
    await clock.sleep(0);
    expect(told).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('go at once when that is asked for, and once', async () => {
    const { told, clock, batches } = watched();
    batches.flush();
    batches.add(event('a'));
    batches.flush();
    expect(told).toEqual([['a']]);
    await clock.sleep(0);
    expect(told).toEqual([['a']]);
  });
});
