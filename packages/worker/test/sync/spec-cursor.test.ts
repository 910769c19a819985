import { describe, expect, it } from '@jest/globals';
import { type EngineWorld, engineWorld, owner, permanent, transient } from '../support/engine-world.ts';
import { runUntil } from '../support/killed-run.ts';
import type { FaultHook } from '../support/memory-source.ts';

/** Nine messages in three pages: one cannot be read now, one never, and one the index refuses. */
function scene(): { world: EngineWorld; inbox: string; fault: FaultHook } {
  const world = engineWorld({ pageSize: 3, messageBatchSize: 2 });
  const inbox = world.mailbox().addFolder('Inbox');
  const items = Array.from({ length: 9 }, (_, key) =>
    world.mailbox().deliver(inbox, { searchKey: `${key}`, subject: `s ${key}`, body: 'b' }),
  );
  let refused: string | undefined;
  const fault: FaultHook = (operation, id) => {
    if (operation === 'fetchMessage' && id === items[1]) return transient();
    if (operation === 'fetchMessage' && id === items[5]) return permanent();
    if (operation !== 'put') return undefined;
    refused ??= id;
    return id === refused ? transient('InternalError') : undefined;
  };
  return { world, inbox, fault };
}

/** Items of pages that the folder's cursor on record has left behind. */
async function acknowledged(world: EngineWorld, folderId: string): Promise<readonly string[]> {
  const folders = await world.state.view({ address: owner, store: 'primary' }).readFolders();
  const cursor = folders.find(({ id }) => id === folderId)?.cursor;
  const items = [...(world.mailbox().folders.get(folderId)?.items.values() ?? [])];
  // The cursor of the source in memory says down to which item a listing came.
  const oldest = cursor === undefined ? Infinity : Number(JSON.parse(cursor).below ?? 0);
  return items.filter(({ order }) => order >= oldest).map(({ itemId }) => itemId);
}

describe("Rule 2: a folder's cursor moves only when every change of its page is applied or on record as a failure", () => {
  it('whatever call a process is killed after, with items that fail in every way', async () => {
    const whole = scene();
    const calls = await runUntil(whole.world, { fault: whole.fault });
    const seen = new Set<number>();
    for (let lastCall = 0; lastCall <= calls; lastCall += 1) {
      const { world, inbox, fault } = scene();
      await runUntil(world, { lastCall, fault });
      const view = world.state.view({ address: owner, store: 'primary' });
      const ids = await acknowledged(world, inbox);
      const items = await view.readItems(inbox, ids);
      const failures = await view.readFailures(inbox, ids);
      expect(ids.filter((id) => !items.has(id) && !failures.has(id))).toEqual([]);
      // Rule 1 in the same breath: what counts as indexed is in the index.
      for (const { documentId } of items.values()) expect(world.index.documents.has(documentId)).toBe(true);
      seen.add(ids.length);
    }
    expect([...seen].sort()).toEqual([0, 3, 6, 9]);
  });
});
