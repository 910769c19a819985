import { createHash } from 'node:crypto';
import {
  allItems,
  type MailWorld,
  type WorldAttachment,
  type WorldEvent,
  type WorldFolder,
  type WorldItem,
  type WorldMessage,
} from '../mail/index.ts';
import { leftOut } from './attachment-rules.ts';

/** A message that has to be in the index once, however many copies of it there are; an edited copy is one of its own. */
export interface ExpectedMessage {
  /** Address of the mailbox: the one person who may see it. */
  readonly owner: string;
  readonly store: StoreName;
  readonly title: string;
  /** A contact, whose document has no link to it. */
  readonly isContact: boolean;
  /** The document shows one of them. */
  readonly copies: readonly Copy[];
  /** Words of the body that have to be found in the document; absent for real mail. */
  readonly token: string | undefined;
  /** Attachments that need documents of their own. */
  readonly attachments: readonly WorldAttachment[];
}

export type StoreName = 'primary' | 'archive';

export interface Copy {
  /** Of Exchange Web Services; it stands in links. */
  readonly itemId: string;
  /** As Microsoft Graph names the same item. */
  readonly graphId: string;
  /** Names from the top down, joined by `/`; of an event or a contact the last one alone. */
  readonly folder: string;
}

/** The id that stays through moves, with the alphabet of paths: what the worker knows an item by that it reads through Graph. */
export function graphIdOf({ immutableId }: Pick<WorldItem, 'immutableId'>): string {
  return immutableId.replaceAll('/', '-').replaceAll('+', '_');
}

/** Folders that are not indexed, with everything below them. */
const excluded: ReadonlySet<string> = new Set([
  'deleteditems',
  'archivedeleteditems',
  'junkemail',
  'drafts',
  'outbox',
  'syncissues',
  'conversationhistory',
]);

/** Classes of folders with mail, events and contacts. What programs keep of people has a class below that of contacts. */
const indexedFolders: ReadonlySet<string> = new Set(['IPF.Note', 'IPF.Appointment', 'IPF.Contact']);

/** Classes of items that are not indexed unless a setting says so: what servers and telephones write, and lists of contacts. */
const excludedClasses = /^(REPORT|IPM\.DistList|IPM\.Note\.Microsoft\.(Voicemail|Missed\.Voice|Fax))(\.|$)/i;
/** Neither are messages that their sender marked like this. */
const excludedMarks: ReadonlySet<WorldMessage['sensitivity']> = new Set(['Private', 'Confidential']);

/**
 * Everything that has to be in the index, worked out from the mailboxes alone.
 * @param staging see `leftOut`
 * @param today decides which events are of interest
 */
export async function expectedMessages(
  world: MailWorld,
  staging: boolean,
  today: Date = new Date(),
): Promise<readonly ExpectedMessage[]> {
  const messages = new Map<string, Gathered>();
  for (const { mailbox, store, folder, path, item } of allItems(world)) {
    if (!isIndexed(folder, path) || isLeftOut(item, today)) continue;
    const key = `${mailbox.address} ${store} ${whatIsRead(item.content())}`;
    const known = messages.get(key) ?? { owner: mailbox.address, store, copies: [] };
    const names = path.map(({ name }) => name);
    known.copies.push({ item, folder: folder.folderClass === 'IPF.Note' ? names.join('/') : (names.at(-1) ?? '') });
    messages.set(key, known);
  }
  return Promise.all([...messages.values()].map((gathered) => describe(gathered, staging)));
}

/** The copies of a message, as they are found. */
interface Gathered extends Pick<ExpectedMessage, 'owner' | 'store'> {
  readonly copies: { readonly item: WorldItem; readonly folder: string }[];
}

/** What a reader would call the same message, wherever its copies stand and whatever is marked on them. */
function whatIsRead({ searchKey, subject, body, attachments }: WorldMessage): string {
  const names = attachments.map(({ kind, name }) => [kind, name]);
  const read = [Buffer.from(searchKey).toString('hex'), subject, body.text, names];
  return createHash('sha256').update(JSON.stringify(read)).digest('hex');
}

function isIndexed(folder: WorldFolder, path: readonly WorldFolder[]): boolean {
  return (
    indexedFolders.has(folder.folderClass) && !path.some(({ distinguishedId = '' }) => excluded.has(distinguishedId))
  );
}

function isLeftOut(item: WorldItem, today: Date): boolean {
  const { sensitivity, event } = item.content();
  if (event !== undefined && (event.isCancelled || !isNear(event, today))) return true;
  return excludedClasses.test(item.itemClass) || excludedMarks.has(sensitivity);
}

const day = 24 * 60 * 60 * 1000;
/** Days that a step of a pattern takes. */
const steps = {
  Daily: 1,
  Weekly: 7,
  AbsoluteMonthly: 31,
  RelativeMonthly: 31,
  AbsoluteYearly: 366,
  RelativeYearly: 366,
};

/** Whether an event is within a year of today; a series while it goes on. Events right at the ends are for other tests. */
function isNear({ start, end, recurrence }: WorldEvent, today: Date): boolean {
  const { kind = 'Daily', interval = 1, until } = recurrence ?? {};
  const last =
    recurrence === undefined
      ? end.getTime()
      : typeof until === 'number'
        ? start.getTime() + until * interval * steps[kind] * day
        : Date.parse(until ?? '9999-01-01');
  return start.getTime() < today.getTime() + 365 * day && last > today.getTime() - 365 * day;
}

async function describe({ owner, store, copies }: Gathered, staging: boolean): Promise<ExpectedMessage> {
  const content = copies[0]?.item.content();
  const subject = content?.subject?.replace(/\s+/g, ' ').trim() ?? '';
  const attachments: WorldAttachment[] = [];
  for (const attachment of content?.attachments ?? []) {
    if ((await leftOut(attachment, staging)) === undefined) attachments.push(attachment);
  }
  return {
    owner,
    store,
    title: subject === '' ? '(no subject)' : subject,
    isContact: content?.contact !== undefined,
    copies: copies.map(({ item, folder }) => ({ itemId: item.id, graphId: graphIdOf(item), folder })),
    token: /tok-[\w-]+/.exec(content?.body.text ?? '')?.[0],
    attachments,
  };
}
