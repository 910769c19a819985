import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { abortMs, drainMs, shutDown } from '../../src/runtime/shutdown.ts';
import { listenForStop, stopDeadlineMs } from '../../src/runtime/stop-signals.ts';
import { createManualClock } from '../support/manual-clock.ts';

/** Lets everything that waits for a settled promise go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A shutdown of a run that ends when the test says so; notes what the thread is told, and when. */
function shuttingDown() {
  const clock = createManualClock({ mode: 'manual' });
  const told: [string, number][] = [];
  const tell = (what: string) => () => {
    told.push([what, clock.monotonic()]);
  };
  let endRun = (): void => {};
  let failRun = (_: Error): void => {};
  const run = new Promise<void>((resolve, reject) => {
    endRun = resolve;
    failRun = reject;
  });
  const thread = { drain: tell('drain'), abort: tell('abort'), terminate: async () => tell('terminate')() };
  const ended = shutDown({ thread, clock, runEnded: () => run });
  return { clock, told, endRun, failRun, ended };
}

describe('a shutdown', () => {
  it('waits for the pages in flight and then ends the thread', async () => {
    const { clock, told, endRun, ended } = shuttingDown();
    clock.advance(59_000);
    await settle();
    endRun();
    await ended;
    expect(told).toEqual([
      ['drain', 0],
      ['terminate', 59_000],
    ]);
  });

  it('gives up pages that take longer than a minute, and the thread after 25 seconds more', async () => {
    const { clock, told, ended } = shuttingDown();
    clock.advance(drainMs);
    await settle();
    clock.advance(abortMs);
    await ended;
    expect(told).toEqual([
      ['drain', 0],
      ['abort', 60_000],
      ['terminate', 85_000],
    ]);
  });

  it('ends the thread as soon as a run that was given up has ended, however it ended', async () => {
    const { clock, told, failRun, ended } = shuttingDown();
    clock.advance(drainMs);
    await settle();
    failRun(new Error('cancelled'));
    await ended;
    expect(told.at(-1)).toEqual(['terminate', drainMs]);
  });

  it('stays below 100 seconds with every bound used up', () => {
    expect(drainMs + abortMs).toBeLessThan(stopDeadlineMs);
    expect(stopDeadlineMs).toBeLessThan(100_000);
  });
});

describe('signals', () => {
  const listening = () => {
    const clock = createManualClock({ mode: 'manual' });
    const signals = new EventEmitter();
    const exits: string[] = [];
    const stop = listenForStop({ signals, clock, exit: (why) => exits.push(why) });
    return { clock, signals, exits, stop };
  };

  it.each(['SIGTERM', 'SIGINT'])('%s asks to stop, and ends nothing by itself', async (name) => {
    const { clock, signals, exits, stop } = listening();
    signals.emit(name, name);
    expect(stop.signal.reason).toBe(name);
    clock.advance(stopDeadlineMs - 1);
    await settle();
    expect(exits).toEqual([]);
  });

  it('a second signal ends the process at once', () => {
    const { signals, exits } = listening();
    signals.emit('SIGTERM', 'SIGTERM');
    signals.emit('SIGINT', 'SIGINT');
    expect(exits).toEqual(['second-signal']);
  });

  it('the deadline ends the process whatever hangs', async () => {
    const { clock, signals, exits } = listening();
    signals.emit('SIGTERM', 'SIGTERM');
    clock.advance(stopDeadlineMs);
    await settle();
    expect(exits).toEqual(['deadline']);
  });

  it('leave nothing behind when the work is done', async () => {
    const { clock, signals, exits, stop } = listening();
    signals.emit('SIGTERM', 'SIGTERM');
    stop.close();
    clock.advance(stopDeadlineMs);
    await settle();
    expect(exits).toEqual([]);
    expect(signals.listenerCount('SIGTERM') + signals.listenerCount('SIGINT')).toBe(0);
  });
});
