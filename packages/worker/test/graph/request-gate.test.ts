import { describe, expect, it } from '@jest/globals';
import { createRequestGate } from '../../src/graph/request-gate.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { never } from './canned-graph.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the gate of a mailbox', () => {
  it('lets four requests through at a time, and a batch alone', async () => {
    const gate = createRequestGate(createManualClock());
    let inFlight = 0;
    const most: number[] = [];
    const ends: (() => void)[] = [];
    const send = (requests: number) =>
      gate.run(requests, never, async () => {
        inFlight += requests;
        most.push(inFlight);
        await new Promise<void>((resolve) => ends.push(resolve));
        inFlight -= requests;
      });
    const all = [1, 1, 1, 1, 1, 20, 1].map(send);
    for (let round = 0; round < 8; round += 1) {
      await settled();
      for (const end of ends.splice(0)) end();
    }
    await Promise.all(all);
    expect(most.slice(0, 4)).toEqual([1, 2, 3, 4]);
    expect(Math.max(...most)).toBe(20);
    expect(most.filter((count) => count > 4)).toEqual([20]);
  });

  it('counts the parts of batches, and leaves a mailbox alone that had its ten thousand in ten minutes', async () => {
    const clock = createManualClock();
    const gate = createRequestGate(clock);
    for (let sent = 0; sent < 10_000; sent += 20) await gate.run(20, never, async () => {});
    await expect(gate.run(1, never, async () => {})).rejects.toMatchObject({
      kind: 'throttled',
      code: 'graph.requests-spent',
      retryAfterMs: 600_000,
    });
    clock.advance(570_000);
    expect(clock.slept).toEqual([]);
    await gate.run(1, never, async () => {});
    expect(clock.slept).toEqual([30_000]);
  });

  it('admits again what has left the window, and no more', async () => {
    const clock = createManualClock();
    const gate = createRequestGate(clock);
    await gate.run(6_000, never, async () => {});
    clock.advance(300_000);
    await gate.run(4_000, never, async () => {});
    clock.advance(300_000);
    await gate.run(6_000, never, async () => {});
    await expect(gate.run(1, never, async () => {})).rejects.toMatchObject({ retryAfterMs: 300_000 });
  });
});
