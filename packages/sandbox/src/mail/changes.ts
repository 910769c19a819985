import { seededRandom } from '../http/index.ts';
import { generateEvent } from './generate-event.ts';
import type { WorldEvent, WorldItem } from './model.ts';
import type { MailStore, StoredFolder } from './store.ts';
import type { ChangeableWorld } from './world.ts';

/** What was done to a world, by kind. */
export type ChangeCounts = Readonly<Record<string, number>>;

/** Changes every mailbox a little, as a day does: the same changes for the same seed. */
export function applyChanges(world: ChangeableWorld, seed: number, today: Date = new Date()): ChangeCounts {
  const random = seededRandom(seed);
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  const counts: Record<string, number> = {};
  for (const { primary, archive } of world.mailboxes) {
    for (const store of archive === undefined ? [primary] : [primary, archive]) changeStore(store, { pick, counts });
    changeCalendars(primary, { counts, today });
    changeContacts(primary, counts);
  }
  return counts;
}

interface Chance {
  readonly pick: <T>(all: readonly T[]) => T | undefined;
  readonly counts: Record<string, number>;
}

function changeStore(store: MailStore, { pick, counts }: Chance): void {
  const folders = () => store.folders().filter(({ folderClass }) => folderClass === 'IPF.Note');
  const item = (): WorldItem | undefined => pick(folders().flatMap((folder) => folder.itemsBelow(undefined, 20)));
  const folder = (): StoredFolder | undefined => pick(folders());
  const did = (kind: string): void => {
    counts[kind] = (counts[kind] ?? 0) + 1;
  };
  const withItem = (kind: string, act: (chosen: WorldItem) => void): void => {
    const chosen = item();
    if (chosen === undefined) return;
    act(chosen);
    did(kind);
  };
  const inbox = folders().find(({ distinguishedId }) => distinguishedId?.endsWith('inbox'));
  for (let number = 0; number < 3 && inbox !== undefined; number += 1) {
    store.deliver(inbox.id);
    did('arrived');
  }
  withItem('edited', ({ id }) =>
    store.edit(id, (message) => ({ ...message, subject: `${message.subject ?? ''} (edited)`, categories: ['edited'] })),
  );
  withItem('read', ({ id, isRead }) => store.markRead(id, !isRead));
  withItem('moved', ({ id }) => store.move(id, folder()?.id ?? ''));
  withItem('moved away and back', ({ id, folderId }) => store.move(store.move(id, folder()?.id ?? '').id, folderId));
  withItem('copied', ({ id }) => store.copy(id, folder()?.id ?? ''));
  withItem('deleted', ({ id }) => store.remove(id));
  changeFolders(store, did);
}

/** One event comes, and of those that are wanted one is put off, one is cancelled, one moves to another calendar and one goes. */
function changeCalendars(store: MailStore, { counts, today }: { counts: Record<string, number>; today: Date }): void {
  const calendars = store.folders().filter(({ folderClass }) => folderClass === 'IPF.Appointment');
  const [own, team] = calendars;
  if (own === undefined || team === undefined) return;
  const events = calendars.flatMap((folder) => folder.itemsBelow(undefined, 50));
  const named = (days: number) => `calendar-change-${days}`;
  const did = (kind: string) => {
    counts[kind] = (counts[kind] ?? 0) + 1;
  };
  const { id } = store.deliver(own.id);
  store.edit(id, (message) => generateEvent(message, { uid: named(3), days: 3, today }));
  did('event added');
  const living = events.filter(({ content }) => content().event?.isCancelled === false);
  const [changed, cancelled, moved, removed] = living;
  const change = (item: WorldItem | undefined, other: Partial<WorldEvent>) => {
    if (item === undefined) return;
    store.edit(item.id, (message) =>
      message.event === undefined ? message : { ...message, event: { ...message.event, ...other } },
    );
  };
  change(changed, { location: 'Elsewhere' });
  did('event changed');
  change(cancelled, { isCancelled: true });
  did('event cancelled');
  if (moved !== undefined) store.move(moved.id, moved.folderId === own.id ? team.id : own.id);
  did('event moved');
  if (removed !== undefined) store.remove(removed.id);
  did('event deleted');
}

function changeContacts(store: MailStore, counts: Record<string, number>): void {
  const contacts = store
    .folders()
    .filter(({ folderClass }) => folderClass === 'IPF.Contact')
    .flatMap((folder) => folder.itemsBelow(undefined, 50))
    .filter(({ itemClass }) => itemClass === 'IPM.Contact');
  const [changed, removed] = contacts;
  if (changed === undefined || removed === undefined) return;
  store.edit(changed.id, (message) => ({ ...message, categories: ['edited'] }));
  store.remove(removed.id);
  for (const kind of ['contact edited', 'contact deleted']) counts[kind] = (counts[kind] ?? 0) + 1;
}

function changeFolders(store: MailStore, did: (kind: string) => void): void {
  const project = store.addFolder({ name: 'Project / 2026 #1' });
  store.deliver(project.id);
  did('folder added');
  const own = store
    .folders()
    .filter(({ distinguishedId, folderClass }) => distinguishedId === undefined && folderClass === 'IPF.Note');
  const [first, second, , last] = own;
  if (first !== undefined) {
    store.renameFolder(first.id, `${first.name} renamed`);
    did('folder renamed');
  }
  if (second !== undefined && second !== project) {
    store.moveFolder(second.id, project.id);
    did('folder moved');
  }
  if (last !== undefined && last !== project) {
    store.removeFolder(last.id);
    did('folder removed');
  }
}
