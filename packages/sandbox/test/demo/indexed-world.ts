import type { ChangeableWorld, QBusinessStandIn, StoredDocument, WorldMessage } from '../../src/index.ts';
import { createWorld } from '../../src/index.ts';
import { documentStore } from '../../src/qbusiness/documents.ts';
import { principalStore } from '../../src/qbusiness/principals.ts';

export const owner = 'ann@contoso.example';
export const colleague = 'ben@contoso.example';

/** How a document differs from what it should be. */
export interface DocumentChange {
  readonly id?: string;
  readonly folder?: string;
  /** Address in the attribute. */
  readonly owner?: string;
  readonly access?: StoredDocument['access'] | 'none';
}

/** Two mailboxes, and an index that a test fills by hand. */
export interface IndexedWorld {
  readonly world: ChangeableWorld;
  readonly qbusiness: QBusinessStandIn;
  readonly staging: boolean;
  /** Puts a message into the first mailbox. Returns its item id. */
  deliver(change: Partial<WorldMessage>): string;
  /** Puts the document of a message, right unless changed. */
  putMessage(itemId: string, text: string, change?: DocumentChange): void;
  /** Puts a document of an attachment of that message. */
  putAttachment(content: { title: string; content: string | Uint8Array }, change?: DocumentChange): void;
}

/** Who may see a document: these addresses. */
export function allow(...addresses: readonly string[]): NonNullable<StoredDocument['access']> {
  const principals = addresses.map((id) => ({
    user: { id, access: 'ALLOW' as const, membershipType: 'INDEX' as const },
  }));
  return { accessControls: [{ principals, memberRelation: 'OR' }], memberRelation: 'OR' };
}

export async function indexedWorld(): Promise<IndexedWorld> {
  const world = await createWorld();
  const { primary } = world.addMailbox(owner);
  world.addMailbox(colleague);
  const durations = { receivedMs: 0, processingMs: 0, stoppingMs: 0, indexingMs: 0 };
  const now = () => 0;
  const documents = documentStore({
    now,
    durations,
    principals: principalStore({ now, durations }),
    readObject: () => undefined,
  });
  const put = (title: string, content: string | Uint8Array, shown: Shown) => {
    const { id, attributes, folder = 'Inbox', owner: named = owner, access = allow(owner) } = shown;
    const all = { xchng_folder: folder, xchng_accountOwner: named, ...attributes };
    const document = {
      id,
      title,
      content: { blob: Buffer.from(content).toString('base64') },
      attributes: Object.entries(all).map(([name, stringValue]) => ({ name, value: { stringValue } })),
    };
    documents.put(access === 'none' ? document : { ...document, accessConfiguration: access }, { dataSourceId: 'd' });
  };
  return {
    world,
    // Of the stand-in the comparison asks its documents alone.
    qbusiness: { documents } as QBusinessStandIn,
    staging: false,
    deliver: (change) => {
      const item = primary.deliver(primary.wellKnown('inbox')?.id ?? '');
      const content = item.content();
      const plain = { ...content, subject: 'report', attachments: [], body: { type: 'Text' as const, text: '' } };
      primary.edit(item.id, () => ({ ...plain, ...change }));
      return item.id;
    },
    putMessage: (itemId, text, change = {}) =>
      put('report', `report ${text}`, { id: 'm', ...change, attributes: { _source_uri: linkTo(itemId) } }),
    putAttachment: ({ title, content }, change = {}) =>
      put(title, content, { id: 'a', ...change, attributes: { xchng_parentDocument: 'm' } }),
  };
}

interface Shown extends DocumentChange {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function linkTo(itemId: string): string {
  return `https://owa.example/?ItemID=${encodeURIComponent(itemId)}`;
}
