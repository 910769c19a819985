import { beforeEach, describe, expect, it } from '@jest/globals';
import { scopeOf } from '../scope/scopes.ts';
import { type EngineWorld, engineWorld, owner } from '../support/engine-world.ts';
import { contentsOf } from '../support/index-contents.ts';

let world: EngineWorld;
let inbox: string;
let projects: string;

beforeEach(async () => {
  world = engineWorld();
  inbox = world.mailbox().addFolder('Inbox');
  projects = world.mailbox().addFolder('Projects');
  world.mailbox().deliver(inbox, { searchKey: 'a', subject: 'lunch', body: 'a' });
  world.mailbox().deliver(inbox, {
    searchKey: 'b',
    subject: 'budget',
    body: 'b',
    attachments: [{ name: 'b.txt', text: 'text' }],
  });
  world.mailbox().deliver(projects, { searchKey: 'c', subject: 'plan', body: 'c' });
  await world.run();
});

const titles = () =>
  contentsOf(world)
    .map(({ title }) => title)
    .sort();

describe('Rule 11: a changed scope', () => {
  it('that drops quoted history puts what is indexed already again, without it', async () => {
    const world = engineWorld();
    const inbox = world.mailbox().addFolder('Inbox');
    world.mailbox().deliver(inbox, { searchKey: 'a', subject: 'Re: s', body: 'Yes.\n> earlier\n' });
    await world.run();
    const body = () => [...world.index.documents.values()].map(({ content }) => Buffer.from(content).toString()).join();
    expect(body()).toContain('> earlier');
    world.scope = scopeOf({ QUOTED_HISTORY: 'drop' });
    await world.run();
    expect(body()).toContain('Yes.\n[…]');
    expect((await world.run()).counts.fetched).toBe(0);
  });

  it('takes messages out of the index that a new filter refuses, and says why', async () => {
    world.scope = scopeOf({ SUBJECT_EXCLUDE: 'lunch*' });
    const summary = await world.run();
    expect(titles()).toEqual(['budget', 'plan']);
    expect(summary).toMatchObject({ outcome: 'complete', messagesFilteredByReason: { 'filtered.subject': 1 } });
    expect((await world.run()).counts).toMatchObject({ fetched: 0, filtered: 0 });
  });

  it('brings messages back that a filter refuses no more', async () => {
    world.scope = scopeOf({ SUBJECT_EXCLUDE: 'lunch*' });
    await world.run();
    world.scope = scopeOf();
    await world.run();
    expect(titles()).toEqual(['budget', 'lunch', 'plan']);
  });

  it('empties the index of a folder that is excluded, and fills it again', async () => {
    world.scope = scopeOf({ FOLDER_EXCLUDE: 'Projects' });
    await world.run();
    expect(titles()).toEqual(['budget', 'lunch']);
    world.scope = scopeOf();
    await world.run();
    expect(titles()).toEqual(['budget', 'lunch', 'plan']);
  });

  it('empties the index when every folder is excluded, and the run is complete', async () => {
    world.scope = scopeOf({ FOLDER_EXCLUDE: '**' });
    expect((await world.run()).outcome).toBe('complete');
    expect(world.index.documents.size).toBe(0);
  });

  it('takes documents of attachments out that are not wanted any more, and keeps their messages', async () => {
    world.scope = scopeOf({ ATTACHMENT_TYPES_EXCLUDE: 'txt' });
    const summary = await world.run();
    expect(titles()).toEqual(['budget', 'lunch', 'plan']);
    expect(contentsOf(world).flatMap(({ attachments }) => attachments)).toEqual([]);
    expect(summary.attachmentsSkippedByReason).toEqual({ 'filtered.attachment-type': 1 });
    expect((await world.run()).counts.fetched).toBe(0);
  });

  it('shows every document to whom the map of access names now, and to nobody else', async () => {
    world.scope = scopeOf({ ACCESS_MAP: `${owner}=user:boss@example.com,group:Sales` });
    await world.run();
    const allowed = [
      { kind: 'group', name: 'Sales' },
      { kind: 'user', id: 'boss@example.com' },
    ];
    expect(contentsOf(world).map(({ owner: access }) => access)).toEqual([allowed, allowed, allowed]);
    for (const { access } of world.index.documents.values()) expect(access.allow).toEqual(allowed);
  });

  it('is held by the safeguard like any other large deletion', async () => {
    for (let number = 0; number < 100; number += 1) {
      world.mailbox().deliver(inbox, { searchKey: `m${number}`, subject: 'lunch', body: `${number}` });
    }
    await world.run();
    world.deletionSafeguardPercent = 20;
    world.scope = scopeOf({ SUBJECT_EXCLUDE: 'lunch*' });
    expect((await world.run()).counts).toMatchObject({ deletionsHeld: 101, documentsDeleted: 0 });
    expect(world.index.documents.size).toBe(104);
  });

  it('leaves a new message out that is refused, without remembering anything of it', async () => {
    world.scope = scopeOf({ SUBJECT_EXCLUDE: 'lunch*' });
    await world.run();
    const before = world.state.dump();
    world.mailbox().deliver(projects, { searchKey: 'd', subject: 'lunch again', body: 'd' });
    expect((await world.run()).counts.filtered).toBe(1);
    expect(titles()).toEqual(['budget', 'plan']);
    expect(JSON.parse(world.state.dump())).toHaveLength(JSON.parse(before).length);
  });
});
