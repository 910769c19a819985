import { describe, expect, it } from '@jest/globals';
import { localTime } from '../../src/index.ts';

const winter = new Date('2026-01-05T23:30:00Z');
const summer = new Date('2026-07-05T23:30:00Z');

describe('the time in a zone', () => {
  it.each([
    ['UTC', winter, 'Monday 2026-01-05 23:30'],
    ['W. Europe Standard Time', winter, 'Tuesday 2026-01-06 00:30'],
    ['W. Europe Standard Time', summer, 'Monday 2026-07-06 01:30'],
    ['Pacific Standard Time', winter, 'Monday 2026-01-05 15:30'],
    ['India Standard Time', summer, 'Monday 2026-07-06 05:00'],
    ['Europe/Berlin', summer, 'Monday 2026-07-06 01:30'],
  ])('%s is what people read on the clock', (zone, instant, expected) => {
    const { weekday, date, time } = localTime(instant, zone) ?? {};
    expect(`${weekday} ${date} ${time}`).toBe(expected);
  });

  it.each(['', 'tzone://Microsoft/Custom', 'Customized Time Zone', 'Nowhere/Else'])('%p is not known', (zone) => {
    expect(localTime(winter, zone)).toBeUndefined();
  });
});
