import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { ConnectorError } from '../../src/errors.ts';
import { createMemoryRosterStore } from '../../src/memory/index.ts';
import { currentRoster, newestRoster, type RosterSettings } from '../../src/roster/index.ts';
import type { Directory, Roster, RosterStore } from '../../src/sync/ports/index.ts';
import { createManualClock } from '../support/manual-clock.ts';

const hour = 60 * 60_000;
const everybody = ['a', 'b', 'c', 'd', 'e', 'f'];
const settings: RosterSettings = { list: [], group: 'Team', intervalMs: 24 * hour, safeguardPercent: 50 };
const signal = new AbortController().signal;

/** What happens while workers go about their rounds. */
type Happening =
  | { readonly kind: 'members'; readonly members: readonly string[] }
  | { readonly kind: 'down'; readonly down: boolean }
  | { readonly kind: 'time'; readonly hours: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant('members' as const), members: fc.subarray(everybody, { minLength: 0 }) }),
  fc.record({ kind: fc.constant('down' as const), down: fc.boolean() }),
  fc.record({ kind: fc.constant('time' as const), hours: fc.integer({ min: 1, max: 30 }) }),
);

describe('workers in any interleaving', () => {
  it('go by one list to a version, and take out no mailbox that the newest list has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 2, max: 4 }),
        fc.array(happening, { maxLength: 8 }),
        async (scheduler, workers, happenings) => {
          const clock = createManualClock();
          const memory = createMemoryRosterStore();
          let members: readonly string[] = everybody;
          let down = false;
          const step = <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) =>
            scheduler.scheduleFunction(work);
          const store: RosterStore = {
            readRoster: step(memory.readRoster),
            replaceRoster: step(memory.replaceRoster),
            removeRoster: step(memory.removeRoster),
          };
          const directory: Directory = {
            mailboxesOf: step(async () => {
              if (down) throw new ConnectorError({ code: 'down', kind: 'transient', message: 'down' });
              return { mailboxes: members, unknown: [], skipped: {} };
            }),
            peopleOf: () => Promise.reject(new Error('not asked')),
            isDeleted: () => Promise.reject(new Error('not asked')),
            close: async () => {},
          };
          const known = new Map<number, Roster>();
          const problems: string[] = [];
          /** Frozen once, and the same to everybody. */
          const see = (roster: Roster): void => {
            const before = known.get(roster.version);
            if (before !== undefined && JSON.stringify(before) !== JSON.stringify(roster)) {
              problems.push(`two lists of version ${roster.version}`);
            }
            known.set(roster.version, roster);
          };
          const round = async (owner: string): Promise<void> => {
            const options = { settings, store, directory, owner, clock, emit: () => {}, signal };
            const mine = await currentRoster(options).catch(() => undefined);
            if (mine === undefined) return;
            see(mine);
            for (const address of everybody.filter((one) => !mine.addresses.includes(one))) {
              const asked = (await memory.readRoster())?.version ?? 0;
              const newest = await newestRoster(store, settings);
              if (newest === undefined) problems.push('the list went away');
              else {
                see(newest);
                // Older than what was there when it was asked for: then a mailbox could go that came back.
                if (newest.version < asked) problems.push(`version ${newest.version} was told after ${asked}`);
                if (newest.version < mine.version)
                  problems.push(`${address} is judged by an older list than the run's`);
              }
            }
          };
          const rounds = Array.from({ length: workers }, async (_, index) => {
            for (let turn = 0; turn < 3; turn += 1) await round(`worker ${index}/${turn}`);
          });
          for (const one of happenings) {
            void scheduler.schedule(Promise.resolve()).then(() => {
              if (one.kind === 'members') members = one.members;
              else if (one.kind === 'down') down = one.down;
              else clock.advance(one.hours * hour);
            });
          }
          await scheduler.waitFor(Promise.all(rounds));
          if (problems.length > 0) throw new Error(problems.join('; '));
          const last = await memory.readRoster();
          if (last !== undefined && last.addresses.length === 0) throw new Error('an empty answer emptied the list');
        },
      ),
      { numRuns: 200 },
    );
  });
});
