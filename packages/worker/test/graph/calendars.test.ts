import {
  type ChangeableWorld,
  createWorld,
  generateContact,
  generateEvent,
  type TestableMailbox,
  type WorldEvent,
  type WorldRecurrence,
} from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStateStore, type MemoryStateStore } from '../../src/memory/index.ts';
import type { SyncEvent, SyncMode } from '../../src/sync/index.ts';
import { scopeOf } from '../scope/scopes.ts';
import { owner } from '../support/engine-world.ts';
import { type MailAdapters, startMailAdapters } from '../support/mail-adapters.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { completeIndex, type MemoryIndex } from '../support/memory-index.ts';
import { oneRun } from '../support/one-run.ts';
import { never } from './canned-graph.ts';

const scope = scopeOf({ INDEX_CONTACTS: 'true' });
const today = new Date(createManualClock().now());
const alias = 'other.address@contoso.example';
const everything = ['Mail.Read', 'Calendars.Read', 'Contacts.Read'];
const recurrences: readonly Omit<WorldRecurrence, 'from'>[] = [
  { kind: 'Daily', interval: 3, days: [], until: 500 },
  { kind: 'Weekly', interval: 2, days: ['Monday', 'Friday'], until: '2036-06-30' },
  { kind: 'AbsoluteMonthly', interval: 1, days: [], dayOfMonth: 31 },
  { kind: 'RelativeMonthly', interval: 1, days: ['Friday'], index: 'Last' },
  { kind: 'AbsoluteYearly', interval: 1, days: [], dayOfMonth: 24, month: 12 },
  { kind: 'RelativeYearly', interval: 1, days: ['Monday'], index: 'First', month: 5 },
];

let world: ChangeableWorld;
let mailbox: TestableMailbox;
let adapters: MailAdapters;
let index: MemoryIndex;
let state: MemoryStateStore;
let roles: readonly string[];
let runs = 0;
const events: SyncEvent[] = [];

beforeEach(async () => {
  roles = everything;
  world = await createWorld({ seed: 5 });
  mailbox = world.addMailbox(owner, { generated: 5 });
  const { primary } = mailbox;
  primary.addFolder({ name: 'Team', folderClass: 'IPF.Appointment', parentId: calendar() });
  primary.addFolder({ name: 'Suppliers', folderClass: 'IPF.Contact', parentId: contacts() });
  primary.addFolder({ name: 'Cache', folderClass: 'IPF.Contact.RecipientCache' });
  events.length = 0;
  adapters = await startMailAdapters(world, {
    kinds: ['calendars', 'contacts'],
    aliases: new Map([[alias, owner]]),
    roles: () => roles,
    emit: (event) => events.push(event),
  });
  state = createMemoryStateStore();
  index = completeIndex();
});

afterEach(() => adapters.close());

const calendar = () => mailbox.primary.wellKnown('calendar')?.id ?? '';
const contacts = () => mailbox.primary.wellKnown('contacts')?.id ?? '';
const restId = (id: string) => id.replaceAll('/', '-').replaceAll('+', '_');
const folderOf = (name: string) => mailbox.primary.folders().find((folder) => folder.name === name)?.id ?? '';

function addEvent(days: number, options: object = {}, folder = calendar()): string {
  const { id, serial } = mailbox.primary.deliver(folder);
  mailbox.primary.edit(id, (message) => ({
    ...generateEvent(message, { uid: `uid-${serial}`, days, today, ...options }),
    subject: `event ${serial}`,
    attachments: [],
  }));
  return id;
}

function addContact(folder = contacts()): string {
  const { id, serial } = mailbox.primary.deliver(folder);
  mailbox.primary.edit(id, (message) => generateContact(message, serial));
  return id;
}

function changeEvent(id: string, change: Partial<WorldEvent>): void {
  mailbox.primary.edit(id, (message) =>
    message.event === undefined ? message : { ...message, event: { ...message.event, ...change } },
  );
}

/** One run through one of the sources: how many documents it put and deleted. */
async function run(api: 'ews' | 'graph', { mode = 'delta' as SyncMode, days = 0, address = owner } = {}) {
  runs += 1;
  const [puts, deletes] = [index.puts.length, index.deletes.length];
  const clock = createManualClock({ seed: runs });
  clock.advance(days * 24 * 60 * 60 * 1000);
  const mailboxes = [{ address, store: 'primary' }] as const;
  const summary = await oneRun({ source: adapters.sources[api], index, state, scope, clock, mailboxes }, runs, mode);
  expect(summary.outcome).toBe('complete');
  return { put: index.puts.length - puts, deleted: index.deletes.length - deletes };
}

/** Names of calendars and folders of contacts that a listing of the tree tells, and requests that it takes. */
async function tree() {
  adapters.graph.calls.reset();
  events.length = 0;
  const reader = adapters.sources.graph.open({ address: owner, store: 'primary' });
  let page = await reader.listFolderChanges(undefined, never);
  const changes = [...page.changes];
  while (!page.complete) {
    page = await reader.listFolderChanges(page.cursor, never);
    changes.push(...page.changes);
  }
  const told = changes.flatMap((change) =>
    change.kind === 'upsert' && change.folder.id.includes(':') ? [change.folder.name] : [],
  );
  return { told: told.sort(), requests: adapters.graph.calls.counts() };
}

/** For calendars and folders of contacts, each a batch or a single request. */
const otherCalls = () =>
  events.flatMap((event) =>
    event.type === 'call' && /^List(?:Other|Contact)Folders$/.test(event.operation) ? [event.operation] : [],
  );

const category = (name: string) =>
  [...index.documents.values()].filter(({ attributes }) =>
    attributes.some((each) => each.name === '_category' && each.value.value === name),
  );
const nothing = { put: 0, deleted: 0 };

describe('a change of the source', () => {
  it.each([
    ['ews', 'graph'],
    ['graph', 'ews'],
  ] as const)('from %s to %s puts and deletes no event and no contact', async (from, to) => {
    addEvent(3);
    addEvent(5, { isAllDay: true }, folderOf('Team'));
    for (const recurrence of recurrences) addEvent(-900, { recurrence });
    addContact();
    addContact(folderOf('Suppliers'));
    await run(from);
    expect(category('CALENDAR')).toHaveLength(8);
    expect(category('CONTACT')).toHaveLength(2);
    expect(await run(to)).toEqual(nothing);
    expect(await run(to)).toEqual(nothing);
    expect(await run(from)).toEqual(nothing);
  });
});

describe.each(['ews', 'graph'] as const)('through %s', (api) => {
  it('leaves out what was cancelled, is private, is too far away, or is kept by programs', async () => {
    addEvent(3, { isCancelled: true });
    addEvent(3, { sensitivity: 'Private' });
    addEvent(900);
    addEvent(-900);
    addContact(folderOf('Cache'));
    await run(api);
    expect([category('CALENDAR'), category('CONTACT')]).toEqual([[], []]);
  });

  it('follows changes, and asks for nothing else', async () => {
    const [changed, cancelled, moved, removed] = [addEvent(1), addEvent(2), addEvent(3), addEvent(4)];
    const [edited, gone] = [addContact(), addContact()];
    await run(api);
    expect(await run(api)).toEqual(nothing);
    changeEvent(changed, { location: 'Elsewhere' });
    changeEvent(cancelled, { isCancelled: true });
    mailbox.primary.move(moved, folderOf('Team'));
    mailbox.primary.remove(removed);
    mailbox.primary.edit(edited, (message) => ({ ...message, subject: 'Another name' }));
    mailbox.primary.remove(gone);
    addEvent(5);
    addContact(folderOf('Suppliers'));
    // The moved one shows another calendar.
    expect(await run(api)).toEqual({ put: 5, deleted: 3 });
    expect(category('CALENDAR')).toHaveLength(3);
    expect(category('CONTACT').map(({ title }) => title)).toContain('Another name');
    expect(await run(api)).toEqual(nothing);
  });

  it('has events come and go as the window moves on', async () => {
    addEvent(-360);
    addEvent(400);
    await run(api);
    expect(category('CALENDAR')).toHaveLength(1);
    expect(await run(api, { days: 60 })).toEqual({ put: 1, deleted: 1 });
    expect(await run(api, { days: 60 })).toEqual(nothing);
  });

  it('takes a calendar that is removed out of the index', async () => {
    addEvent(1, {}, folderOf('Team'));
    await run(api);
    mailbox.primary.removeFolder(folderOf('Team'));
    expect(await run(api)).toEqual({ put: 0, deleted: 1 });
  });
});

describe('through Microsoft Graph', () => {
  it('a run with nothing new fetches nothing and asks each calendar once', async () => {
    for (let day = 1; day < 30; day += 1) addEvent(day);
    await run('graph');
    const before = adapters.graph.calls.counts();
    expect(await run('graph')).toEqual(nothing);
    const after = adapters.graph.calls.counts();
    const calls = (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
    expect(['ListCalendars', 'ListEvents', 'GetEvent', 'GetContact'].map(calls)).toEqual([1, 2, 0, 0]);
  });

  it('calendars and folders of contacts are asked for in one batch, and those of each level below in another', async () => {
    mailbox.primary.addFolder({ name: 'Italy', folderClass: 'IPF.Contact', parentId: folderOf('Suppliers') });
    const { told, requests } = await tree();
    expect(told).toEqual(['Cache', 'Calendar', 'Contacts', 'Italy', 'Suppliers', 'Team']);
    // Lists of what is below the default folder, and below each of the three others.
    const lists = { ListContactFolders: 1, ListChildContactFolders: 3 };
    expect(requests).toMatchObject({ ListCalendars: 1, GetContactFolder: 1, ...lists });
    expect(otherCalls()).toEqual(['ListOtherFolders', 'ListContactFolders', 'ListContactFolders']);
  });

  it.each(['ListCalendars', 'GetContactFolder', 'ListContactFolders', 'ListChildContactFolders'])(
    '%s is asked for by itself when its part of the batch fails in a way that may pass',
    async (operation) => {
      const effect = { kind: 'error', status: 500, code: 'ErrorInternalServerTransientError' } as const;
      // In the batch, and once more.
      adapters.graph.faults.add({ operation, effect, times: 2 });
      expect((await tree()).told).toEqual(['Cache', 'Calendar', 'Contacts', 'Suppliers', 'Team']);
    },
  );

  it('what is refused is asked for once', async () => {
    roles = ['Mail.Read'];
    const { told, requests } = await tree();
    expect(told).toEqual([]);
    expect(requests).toMatchObject({ ListCalendars: 1, GetContactFolder: 1, ListContactFolders: 1 });
  });

  it.each(['delta', 'full'] as const)(
    'a permission that is missing stops no mail and takes nothing away (%s)',
    async (mode) => {
      addEvent(1);
      addContact();
      await run('graph');
      roles = ['Mail.Read'];
      const { primary } = mailbox;
      const [mail] = primary.wellKnown('inbox')?.itemsBelow(undefined, 1) ?? [];
      primary.remove(mail?.id ?? '');
      expect((await run('graph', { mode })).deleted).toBeGreaterThan(0);
      expect([category('CALENDAR').length, category('CONTACT').length]).toEqual([1, 1]);
      const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.code] : []));
      expect(warnings).toEqual(['graph.calendars-denied', 'graph.contacts-denied']);
      roles = everything;
      addEvent(2);
      expect((await run('graph')).put).toBe(1);
    },
  );

  it('what could not be fetched before a permission was missing is fetched once it is there again', async () => {
    addContact();
    const effect = { kind: 'error', status: 500, code: 'ErrorInternalServerError' } as const;
    adapters.graph.faults.add({ operation: 'GetContact', effect });
    await expect(run('graph')).rejects.toThrow('incomplete');
    adapters.graph.faults.clear();
    roles = ['Mail.Read'];
    const [mail] = mailbox.primary.wellKnown('inbox')?.itemsBelow(undefined, 1) ?? [];
    mailbox.primary.remove(mail?.id ?? '');
    // Nothing waits for what is not tried.
    expect((await run('graph', { days: 1 })).deleted).toBeGreaterThan(0);
    roles = everything;
    await run('graph', { days: 2 });
    expect(category('CONTACT')).toHaveLength(1);
  });

  it('reads what it never might read once it may', async () => {
    addEvent(1);
    roles = ['Mail.Read'];
    await run('graph');
    expect(category('CALENDAR')).toEqual([]);
    roles = everything;
    expect(await run('graph')).toEqual({ put: 1, deleted: 0 });
  });

  it('after EWS, without the permission, leaves what is there of calendars', async () => {
    addEvent(1);
    await run('ews');
    roles = ['Mail.Read'];
    expect(await run('graph')).toEqual(nothing);
    expect(category('CALENDAR')).toHaveLength(1);
  });

  it('an event that was removed is told once, and a list that is cut short takes none for gone', async () => {
    const id = addEvent(1);
    const reader = adapters.sources.graph.open({ address: owner, store: 'primary' });
    const folderId = `calendar:${restId(calendar())}`;
    const first = await reader.listItemChanges(folderId, undefined, never);
    mailbox.primary.remove(id);
    const { changes, complete } = await reader.listItemChanges(folderId, first.cursor, never);
    expect(changes).toEqual([{ kind: 'removed', itemId: expect.stringMatching(/^event:/) }]);
    expect(complete).toBe(true);
    addEvent(2);
    const there = await reader.listItemChanges(folderId, undefined, never);
    adapters.graph.faults.add({ operation: 'ListEvents', effect: { kind: 'truncated-page' }, times: 1 });
    expect((await reader.listItemChanges(folderId, there.cursor, never)).changes).toEqual([]);
  });

  it.each(['delta', 'full'] as const)(
    'a folder that is missing from a list is there if its id is known (%s)',
    async (mode) => {
      addEvent(1, {}, folderOf('Team'));
      addContact(folderOf('Suppliers'));
      await run('graph');
      adapters.graph.faults.add({
        operation: 'ListCalendars',
        effect: { kind: 'left-out', id: restId(folderOf('Team')) },
      });
      adapters.graph.faults.add({
        operation: 'ListContactFolders',
        effect: { kind: 'left-out', id: restId(folderOf('Suppliers')) },
      });
      expect((await run('graph', { mode })).deleted).toBe(0);
      expect([category('CALENDAR').length, category('CONTACT').length]).toEqual([1, 1]);
      addEvent(2, {}, folderOf('Team'));
      expect(await run('graph')).toEqual({ put: 1, deleted: 0 });
      mailbox.primary.removeFolder(folderOf('Team'));
      mailbox.primary.removeFolder(folderOf('Suppliers'));
      expect(await run('graph', { mode })).toMatchObject({ deleted: 3 });
    },
  );

  it('a folder that is missing from a list is left alone while its id cannot be asked for', async () => {
    addEvent(1, {}, folderOf('Team'));
    await run('graph');
    mailbox.primary.removeFolder(folderOf('Team'));
    adapters.graph.faults.add({
      operation: 'GetCalendar',
      effect: { kind: 'error', status: 403, code: 'ErrorAccessDenied' },
      times: 1,
    });
    expect(await run('graph')).toEqual(nothing);
    expect(await run('graph')).toEqual({ put: 0, deleted: 1 });
  });

  it('calendars are those of the owner, by whichever address the mailbox is known', async () => {
    addEvent(1, {}, folderOf('Team'));
    await run('graph', { address: alias });
    expect(category('CALENDAR')).toHaveLength(1);
  });

  it('refuses the cursor of another source', async () => {
    const reader = adapters.sources.graph.open({ address: owner, store: 'primary' });
    await expect(reader.listItemChanges('calendar:x', 'AAAA', never)).rejects.toMatchObject({
      kind: 'cursor-invalid',
    });
  });
});
