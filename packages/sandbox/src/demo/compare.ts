import type { WorldAttachment } from '../mail/index.ts';
import type { StoredDocument } from '../qbusiness/index.ts';
import type { Sandbox } from '../sandbox.ts';
import { holds } from './attachment-content.ts';
import { type ExpectedMessage, expectedMessages } from './expected.ts';

/** How the index differs from the mailboxes. */
export interface Comparison {
  readonly messages: number;
  readonly attachments: number;
  readonly documents: number;
  /** What should be there and is not, or is not as it should be. */
  readonly missing: readonly string[];
  /** Documents that nothing explains. */
  readonly extra: readonly string[];
  /** Documents that somebody sees who should not. */
  readonly leaked: readonly string[];
  /** Documents that the index accepted and could not index, by reason. */
  readonly failedInIndex: Readonly<Record<string, number>>;
  /** Documents of each mailbox. */
  readonly documentsByOwner: Readonly<Record<string, number>>;
}

/** Compares the whole index with all mailboxes, document by document. */
export async function compare({ world, qbusiness }: Sandbox): Promise<Comparison> {
  const expected = expectedMessages(world);
  const documents = [...qbusiness.documents.all()];
  const byItem = new Map(expected.flatMap((message) => [...message.itemIds].map((id) => [id, message] as const)));
  const found = new Map<ExpectedMessage, FoundMessage>();
  const extra: string[] = [];
  for (const document of documents.filter((candidate) => text(candidate, 'xchng_parentDocument') === undefined)) {
    const message = byItem.get(itemIdOf(document));
    if (message === undefined || found.has(message)) extra.push(describeDocument(document));
    else found.set(message, { document, attachments: [] });
  }
  const byParent = new Map([...found.values()].map((one) => [one.document.id, one]));
  for (const document of documents) {
    const parent = text(document, 'xchng_parentDocument');
    if (parent !== undefined && byParent.get(parent)?.attachments.push(document) === undefined) {
      extra.push(describeDocument(document));
    }
  }
  const differences: Differences[] = [];
  for (const message of expected) differences.push(await differencesOf(message, found.get(message)));
  return {
    messages: expected.length,
    attachments: expected.reduce((sum, { attachments }) => sum + attachments.length, 0),
    documents: documents.length,
    missing: differences.flatMap(({ missing }) => missing),
    extra: [...extra, ...differences.flatMap(({ surplus }) => surplus)],
    leaked: documents.filter((document) => isLeaked(document, { world, qbusiness })).map(describeDocument),
    failedInIndex: countBy(documents.flatMap(({ failure }) => failure ?? [])),
    documentsByOwner: countBy(documents.map((document) => text(document, 'xchng_accountOwner') ?? '?')),
  };
}

interface FoundMessage {
  readonly document: StoredDocument;
  readonly attachments: StoredDocument[];
}

interface Differences {
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
}

async function differencesOf(message: ExpectedMessage, found: FoundMessage | undefined): Promise<Differences> {
  const { owner, title, token, attachments } = message;
  const name = `${owner}: ${title}`;
  const nameOf = (attachment: WorldAttachment) => `${name} / ${attachment.name ?? ''}`;
  if (found === undefined) return { missing: [name, ...attachments.map(nameOf)], surplus: [] };
  const { document } = found;
  const missing: string[] = [];
  if (document.title !== title) missing.push(`${name} (its title is ${document.title})`);
  if (token !== undefined && !Buffer.from(document.content).toString().includes(token))
    missing.push(`${name} (its text)`);
  const left = [...found.attachments];
  for (const attachment of attachments) {
    const named = left.filter(({ title: titled }) => sameName(titled ?? '', attachment.name ?? ''));
    const held = await firstOf(named, (candidate) => holds(candidate.content, attachment));
    const taken = held ?? named[0];
    if (taken === undefined) missing.push(nameOf(attachment));
    else left.splice(left.indexOf(taken), 1);
    if (taken !== undefined && held === undefined) missing.push(`${nameOf(attachment)} (its content)`);
  }
  return { missing, surplus: left.map((each) => `${name} / ${each.title}`) };
}

async function firstOf<T>(all: readonly T[], fits: (one: T) => Promise<boolean>): Promise<T | undefined> {
  for (const one of all) if (await fits(one)) return one;
  return undefined;
}

/** An attachment without a name gets one made up. */
function sameName(title: string, name: string): boolean {
  return name.trim() === '' ? true : title === name.replace(/\s+/g, ' ').trim();
}

/** Visible to its owner and to nobody else. */
function isLeaked(document: StoredDocument, { world, qbusiness }: Pick<Sandbox, 'world' | 'qbusiness'>): boolean {
  const owner = text(document, 'xchng_accountOwner');
  return [...world.addresses, 'stranger@elsewhere.example'].some(
    (address) => qbusiness.documents.canSee(address, document.id) !== (address === owner),
  );
}

function text({ attributes }: StoredDocument, name: string): string | undefined {
  return attributes.get(name)?.stringValue;
}

function itemIdOf(document: StoredDocument): string {
  const uri = text(document, '_source_uri') ?? '';
  return URL.canParse(uri) ? (new URL(uri).searchParams.get('ItemID') ?? '') : '';
}

function describeDocument(document: StoredDocument): string {
  return `${text(document, 'xchng_accountOwner')}: ${document.title}`;
}

function countBy(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
