import { beforeEach, describe, expect, it } from '@jest/globals';
import type { FailureKind } from '../../src/errors.ts';
import type { SyncMode } from '../../src/sync/index.ts';
import { scopeOf } from '../scope/scopes.ts';
import { type EngineWorld, engineWorld, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';
import type { Api, FaultHook, TestMailbox } from '../support/memory-source.ts';

let world: EngineWorld;
let mailbox: TestMailbox;
let inbox: string;
let other: string;
let items: readonly string[];

beforeEach(async () => {
  world = engineWorld({ looks: true });
  mailbox = world.mailbox();
  inbox = mailbox.addFolder('Inbox');
  other = mailbox.addFolder('Other');
  items = ['a', 'b', 'c', 'd'].map((key) => mailbox.deliver(inbox, message(key)));
  mailbox.deliver(other, message('o'));
  await run('ews');
});

const message = (key: string) => ({ searchKey: key, subject: key, body: key });
const titles = () => [...world.index.documents.values()].map(({ title }) => title).sort();
const b = () => items[1] ?? '';

async function run(api: Api, fault?: FaultHook, mode: SyncMode = 'delta'): Promise<void> {
  world.api = api;
  world.fault = fault;
  await world.run(mode);
  world.fault = undefined;
}

async function days(count: number, fault: FaultHook, api: Api): Promise<void> {
  for (let day = 0; day < count; day += 1) await run(api, fault);
}

const unreadable =
  (kind: FailureKind, ...broken: readonly string[]): FaultHook =>
  (operation, id) =>
    operation === 'fetchMessage' && broken.includes(id) ? { code: 'Broken', kind, message: 'broken' } : undefined;

/** From the call that is meant on, nothing has any effect. */
const killedAt = (isMeant: FaultHook): FaultHook => {
  let dead = false;
  return (operation, detail) => {
    dead ||= isMeant(operation, detail) !== undefined;
    return dead ? { ...transient('killed'), kind: 'configuration' } : undefined;
  };
};

/** The mailbox as a whole fails from this listing of items on. */
const downFrom = (list: number, usual: FaultHook = () => undefined): FaultHook => {
  let lists = 0;
  return (operation, detail) => {
    lists += operation === 'listItemChanges' ? 1 : 0;
    return lists >= list ? { ...transient(), kind: 'mailbox' } : usual(operation, detail);
  };
};

describe('a message that the new source can never read stays', () => {
  const never = () => unreadable('permanent', `graph-${b()}`);

  it('when its first run is a full one', async () => {
    await run('graph', never(), 'full');
    expect(titles()).toEqual(['a', 'b', 'c', 'd', 'o']);
  });

  it('when its folder is renamed meanwhile', async () => {
    mailbox.renameFolder(inbox, 'Renamed');
    await run('graph', never());
    expect(titles()).toEqual(['a', 'b', 'c', 'd', 'o']);
  });

  it('when it was moved to a folder that is read later', async () => {
    const moved = mailbox.move(inbox, b(), other);
    await run('graph', unreadable('permanent', moved, `graph-${b()}`));
    expect(titles()).toEqual(['a', 'b', 'c', 'd', 'o']);
  });

  it('when an interrupted page of the earlier source told of it', async () => {
    mailbox.edit(inbox, b(), { subject: 'b2' });
    const writesFolder: FaultHook = (operation, kind) =>
      operation === 'state-write' && kind === 'put-folder' ? transient() : undefined;
    await run('ews', killedAt(writesFolder));
    expect(titles()).toEqual(['a', 'b2', 'c', 'd', 'o']);
    await days(2, never(), 'graph');
    expect(titles()).toEqual(['a', 'b2', 'c', 'd', 'o']);
  });

  it('when the earlier source had begun to list the folder again', async () => {
    await run('ews', downFrom(1), 'full');
    await days(2, never(), 'graph');
    expect(titles()).toEqual(['a', 'b', 'c', 'd', 'o']);
  });

  it('when there is a copy in its folder that can be read, and goes', async () => {
    const copy = mailbox.copy(inbox, b(), inbox);
    await run('ews');
    await run('graph', never());
    mailbox.remove(inbox, copy);
    await days(2, never(), 'graph');
    expect(titles()).toEqual(['a', 'b', 'c', 'd', 'o']);
  });

  it('as the other source had read an edit, beside what it was before', async () => {
    mailbox.edit(inbox, b(), { subject: 'b2' });
    const edit = unreadable('permanent', b());
    await run('ews', edit);
    await run('graph', downFrom(2));
    await days(2, edit, 'ews');
    expect(titles()).toEqual(['a', 'b', 'b2', 'c', 'd', 'o']);
  });
});

it('what an interrupted page had brought, and is gone, goes when the source that read it comes back', async () => {
  const fresh = mailbox.deliver(inbox, message('new'));
  const writesFolder: FaultHook = (operation, kind) =>
    operation === 'state-write' && kind === 'put-folder' ? transient() : undefined;
  await run('ews', killedAt(writesFolder));
  expect(titles()).toContain('new');
  mailbox.remove(inbox, fresh);
  await run('graph', downFrom(1));
  await days(2, () => undefined, 'ews');
  expect(titles()).toEqual(['a', 'b', 'c', 'd', 'o']);
});

it.each(['full', 'delta'] as const)(
  'an open page of the source that read last is none of the other (%s)',
  async (mode) => {
    const fresh = mailbox.deliver(inbox, message('new'));
    const hasPut: FaultHook = (operation) =>
      operation === 'listItemChanges' && titles().includes('new') ? transient() : undefined;
    await run('graph', killedAt(hasPut));
    expect(titles()).toEqual(['a', 'b', 'c', 'd', 'new', 'o']);
    let refused = mode === 'full';
    const refusing: FaultHook = (operation, id) => {
      if (refused || operation !== 'listItemChanges') return unreadable('permanent', fresh)(operation, id);
      refused = true;
      return { code: 'old', kind: 'cursor-invalid', message: 'too old' };
    };
    await run('ews', refusing, mode);
    expect(titles()).toEqual(['a', 'b', 'c', 'd', 'new', 'o']);
  },
);

describe('while a message of the folder that is read first can never be read', () => {
  let never: FaultHook;
  let lost: string;

  beforeEach(() => {
    lost = mailbox.deliver(inbox, message('lost'));
    never = unreadable('permanent', `graph-${lost}`);
  });

  it('a folder that goes out of scope and comes back is whole', async () => {
    world.scope = scopeOf();
    const wanted = world.scope;
    await run('graph', never);
    world.scope = { ...wanted, wantsFolder: (folder) => folder.path.at(-1) !== 'Other' && wanted.wantsFolder(folder) };
    await run('graph', never);
    expect(titles()).toEqual(['a', 'b', 'c', 'd']);
    world.scope = wanted;
    await run('graph', never);
    mailbox.remove(inbox, lost);
    await days(2, () => undefined, 'graph');
    expect(titles()).toEqual(['a', 'b', 'c', 'd', 'o']);
  });

  it('a document whose copy goes is rendered from one that can be read, and not from one that was kept', async () => {
    const third = mailbox.addFolder('Third');
    const twin = mailbox.copy(inbox, b(), other);
    await run('ews');
    mailbox.remove(inbox, b());
    await run('graph', never);
    const late = mailbox.copy(other, twin, third);
    await run('graph', never);
    mailbox.remove(third, late);
    await days(2, never, 'graph');
    expect(contentsOf(world).find(({ title }) => title === 'b')?.place).toContain('Other');
  });
});

describe('while a message of another folder can never be read', () => {
  let never: FaultHook;

  beforeEach(() => {
    const lost = mailbox.deliver(other, message('lost'));
    never = unreadable('permanent', lost, `graph-${lost}`);
  });

  describe('and one came through the source that went again', () => {
    let fresh: string;

    beforeEach(async () => {
      await run('ews', never);
      fresh = mailbox.deliver(inbox, message('new'));
      await run('graph', downFrom(2, never));
      await days(2, never, 'ews');
      expect(titles()).toEqual(['a', 'b', 'c', 'd', 'new', 'o']);
    });

    it('it goes when it is deleted', async () => {
      mailbox.remove(inbox, fresh);
      await days(2, never, 'ews');
      expect(titles()).toEqual(['a', 'b', 'c', 'd', 'o']);
    });

    it('its edit alone is shown', async () => {
      mailbox.edit(inbox, fresh, { subject: 'new2', body: 'new2' });
      await days(2, never, 'ews');
      expect(titles()).toEqual(['a', 'b', 'c', 'd', 'new2', 'o']);
    });
  });

  it('one that is read late goes when it is deleted', async () => {
    const late = unreadable('transient', `graph-${b()}`);
    await run('graph', (operation, id) => never(operation, id) ?? late(operation, id));
    await days(2, never, 'graph');
    mailbox.remove(inbox, b());
    await days(2, never, 'graph');
    expect(titles()).toEqual(['a', 'c', 'd', 'o']);
  });
});

it('a message that failed in a folder that is out of scope for a moment is brought in when that comes back', async () => {
  const trash = mailbox.addFolder('Deleted Items', { wellKnownName: 'deleteditems' });
  const late = mailbox.deliver(inbox, message('late'));
  await run('ews', unreadable('transient', late));
  mailbox.moveFolder(inbox, trash);
  mailbox.deliver(other, message('p'));
  await run('ews', downFrom(1));
  mailbox.moveFolder(inbox, undefined);
  await days(2, () => undefined, 'ews');
  expect(contentsOf(world)).toEqual(expectedContents(world));
});
