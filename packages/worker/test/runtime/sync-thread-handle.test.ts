import type { Settings } from '@connector/shared';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type SyncThread, startSyncThread } from '../../src/runtime/sync-thread-handle.ts';
import { createManualClock } from '../support/manual-clock.ts';

const clock = createManualClock({ mode: 'manual' });
let thread: SyncThread;
let deaths: string[];

function start(name: 'blocking' | 'dying' | 'scripted'): SyncThread {
  deaths = [];
  thread = startSyncThread({
    file: new URL(`../support/threads/${name}.mjs`, import.meta.url),
    env: {},
    clock,
    onEvent: () => {},
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

  it('is silent for as long as it tells nothing', async () => {
    start('scripted');
    clock.advance(5_000);
    expect(thread.silentMs()).toBe(5_000);
    await run();
    expect(thread.silentMs()).toBe(0);
  });
});
