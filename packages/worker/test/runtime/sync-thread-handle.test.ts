import type { Settings } from '@connector/shared';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createSyncThread, type SyncThread } from '../../src/runtime/sync-thread-handle.ts';
import type { SyncEvent } from '../../src/sync/events.ts';
import { createManualClock } from '../support/manual-clock.ts';

const clock = createManualClock({ mode: 'manual' });
let thread: SyncThread;
let deaths: string[];
let events: SyncEvent[];

function start(name: 'blocking' | 'dying' | 'scripted' | 'telling', onEvent: () => void = () => {}): SyncThread {
  deaths = [];
  events = [];
  thread = createSyncThread({
    file: new URL(`../support/threads/${name}.mjs`, import.meta.url),
    env: {},
    clock,
    onEvent: (event) => {
      events.push(event);
      onEvent();
    },
    onDeath: (reason) => deaths.push(reason),
  });
  return thread;
}

const settings = { exchangePrimarySmtpAddress: ['ann@contoso.com'] } as unknown as Settings;
const run = () => thread.run({ type: 'run', settings, mode: 'delta' });

afterEach(() => thread.terminate());

describe('the sync thread', () => {
  it('gives the summary of its run', async () => {
    start('scripted');
    expect(await run()).toMatchObject({ mode: 'delta', outcome: 'complete' });
    expect(thread.ended).toBe(false);
  });

  it('that dies fails its run and says so once', async () => {
    start('dying');
    await expect(run()).rejects.toMatchObject({ code: 'thread-ended', kind: 'transient' });
    expect(thread.ended).toBe(true);
    expect(deaths).toEqual([expect.stringContaining('out of memory')]);
  });

  it('that has ended fails every run that is asked of it, instead of keeping it waiting', async () => {
    start('scripted');
    await thread.terminate();
    await expect(run()).rejects.toMatchObject({ code: 'thread-ended' });
  });

  it('that is ended on purpose fails the run under way and is no death', async () => {
    start('blocking');
    const failed = expect(run()).rejects.toMatchObject({ code: 'thread-ended' });
    await thread.terminate();
    await failed;
    expect(deaths).toEqual([]);
  });

  it('is another one for each run, under the name of one process', async () => {
    start('telling');
    await run();
    await run();
    const [one, other] = events.flatMap((event) => (event.type === 'warning' ? [event] : []));
    expect(one?.code).toMatch(/^\w+$/);
    expect(other?.code).toBe(one?.code);
    expect(other?.message).not.toBe(one?.message);
    expect(deaths).toEqual([]);
  });

  it('is not started when it was told to end while the one before it was ending', async () => {
    start('telling');
    await run();
    const failed = expect(run()).rejects.toMatchObject({ code: 'thread-ended' });
    await thread.terminate();
    await failed;
    expect(events).toHaveLength(1);
  });

  it('is silent for as long as it tells nothing, and not between two runs', async () => {
    const begun = new Promise<void>((resolve) => start('blocking', resolve));
    const failed = expect(run()).rejects.toMatchObject({ code: 'thread-ended' });
    await begun;
    clock.advance(5_000);
    expect(thread.silentMs()).toBe(5_000);
    await thread.terminate();
    await failed;
    start('scripted');
    await run();
    clock.advance(5_000);
    expect(thread.silentMs()).toBe(0);
  });
});
