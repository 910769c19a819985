import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createOverlayStateStore } from '../../src/memory/index.ts';
import { engineWorld, owner } from '../support/engine-world.ts';

/** A dry run over the state of real runs. */
async function dryRun(world: ReturnType<typeof engineWorld>) {
  // A store that nobody has looked at is no part of the dump.
  await world.state.view({ address: owner, store: 'primary' }).readMailbox();
  const before = world.state.dump();
  const [documents, puts, deletes] = [
    new Map(world.index.documents),
    world.index.puts.length,
    world.index.deletes.length,
  ];
  const summary = await world.run('delta', { state: createOverlayStateStore(world.state) });
  const counts = { puts: world.index.puts.length - puts, deletes: world.index.deletes.length - deletes };
  expect(world.state.dump()).toBe(before);
  world.index.documents.clear();
  for (const [id, document] of documents) world.index.documents.set(id, document);
  return { summary, counts };
}

describe('a run over a state that keeps its writes to itself', () => {
  it('does exactly what the real run does next, and leaves the state as it was', async () => {
    const change = fc.tuple(fc.constantFrom('deliver', 'edit', 'move', 'copy', 'remove'), fc.nat(50), fc.nat(50));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 10 }), { minLength: 1, maxLength: 4 }), async (days) => {
        const world = engineWorld();
        const mailbox = world.mailbox();
        const folders = [mailbox.addFolder('Inbox'), mailbox.addFolder('Done')];
        for (const changes of days) {
          for (const [kind, one, other] of changes) {
            const [from = '', to = ''] = one % 2 === 0 ? folders : [...folders].reverse();
            const items = [...(mailbox.folders.get(from)?.items.keys() ?? [])];
            const item = items[other % Math.max(1, items.length)];
            if (kind === 'deliver')
              mailbox.deliver(from, { searchKey: `k${one}-${other}`, subject: 's', body: `b${other}` });
            else if (item === undefined) continue;
            else if (kind === 'edit') mailbox.edit(from, item, { body: `edited ${one}` });
            else if (kind === 'move') mailbox.move(from, item, to);
            else if (kind === 'copy') mailbox.copy(from, item, to);
            else mailbox.remove(from, item);
          }
          const planned = await dryRun(world);
          const [puts, deletes] = [world.index.puts.length, world.index.deletes.length];
          const real = await world.run();
          expect(planned.counts).toEqual({
            puts: world.index.puts.length - puts,
            deletes: world.index.deletes.length - deletes,
          });
          expect({ ...planned.summary.counts }).toEqual({ ...real.counts });
        }
      }),
      { numRuns: 150 },
    );
  });
});
