import { expect, it } from '@jest/globals';
import { lookMs, watchEventLoop } from '../../src/runtime/event-loop-delay.ts';

/** A clock whose timers come when the test says. */
function lateClock() {
  let now = 0;
  let look = (): void => {};
  return {
    clock: {
      monotonic: () => now,
      every: (_ms: number, task: () => void) => {
        look = task;
        return () => {};
      },
    },
    comes: ({ late }: { late: number }) => {
      now += lookMs + late;
      look();
    },
  };
}

it('tells the longest delay since it was asked last', () => {
  const { clock, comes } = lateClock();
  const watch = watchEventLoop(clock);
  expect(watch.take()).toBe(0);
  comes({ late: 0 });
  expect(watch.take()).toBe(0);
  for (const late of [3, 250, 7]) comes({ late });
  expect(watch.take()).toBe(250);
  comes({ late: 1 });
  expect(watch.take()).toBe(1);
});

it('sees a delay that begins right after it was asked', () => {
  const { clock, comes } = lateClock();
  const watch = watchEventLoop(clock);
  comes({ late: 0 });
  watch.take();
  comes({ late: 300 });
  expect(watch.take()).toBe(300);
});
