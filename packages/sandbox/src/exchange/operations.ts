import type { WorldAttachment, WorldItem } from '../mail/index.ts';
import { readAttachmentId } from './attachment-id.ts';
import { type Caller, type FoundFolder, findFolder } from './caller.ts';
import { folderId, renderFolder } from './render-folder.ts';
import { itemId, renderAttachment, renderItem, renderNested } from './render-item.ts';
import { readShape, type Shape } from './shape.ts';
import { failure, ResponseError, SoapFault, success } from './soap.ts';
import { readSyncState, writeSyncState } from './sync-state.ts';
import { child, children, textOf, type XmlElement } from './xml.ts';

/** What an operation works with. */
export interface OperationContext {
  readonly caller: Caller;
  readonly request: XmlElement;
  /** Errors of single items on demand: a code, or undefined. */
  readonly itemError: (itemId: string) => string | undefined;
}

/** The response messages of an operation, one for each thing asked for. */
type Operation = (context: OperationContext) => Promise<readonly string[]>;

/** Folder changes of one answer. Exchange sends all there are up to a number of its own. */
const hierarchyPage = 100;
/** Item changes of one answer. Microsoft: MaxChangesReturned, 1 to 512. */
const itemPage = 512;

const syncFolderHierarchy: Operation = async ({ caller, request }) => {
  try {
    const shape = readShape(child(request, 'FolderShape'));
    const root = children(child(request, 'SyncFolderId'))[0];
    const found = findFolder(caller, root);
    return [
      success(
        'SyncFolderHierarchy',
        hierarchyAnswer(caller, found, { shape, state: textOf(child(request, 'SyncState')) }),
      ),
    ];
  } catch (thrown) {
    return [failed('SyncFolderHierarchy', thrown, syncTail('IncludesLastFolderInRange'))];
  }
};

/** After an error Exchange sends an empty state and says that this is the end. */
function syncTail(flag: string): string {
  return `<m:SyncState/><m:${flag}>true</m:${flag}>`;
}

function hierarchyAnswer(
  { mailbox }: Caller,
  { folder: root, store, kind }: FoundFolder,
  { shape, state }: { shape: Shape; state: string | undefined },
): string {
  const scope = `${mailbox.address} ${kind} ${root.id}`;
  const from = state === undefined || state === '' ? 0 : readSyncState(state, { kind: 'hierarchy', scope }).sequence;
  const all = store.hierarchyChanges(from);
  const page = all.slice(0, hierarchyPage);
  const complete = page.length === all.length;
  const sequence = complete ? store.hierarchySequence : (page.at(-1)?.sequence ?? from);
  const changes = page.map(({ kind: change, folderId: id }) => {
    const folder = store.folder(id);
    if (change === 'delete' || folder === undefined) return `<t:Delete>${folderId(id)}</t:Delete>`;
    const element = change === 'create' ? 'Create' : 'Update';
    return `<t:${element}>${renderFolder(folder, store, shape)}</t:${element}>`;
  });
  return (
    `<m:SyncState>${writeSyncState({ kind: 'hierarchy', scope, sequence })}</m:SyncState>` +
    `<m:IncludesLastFolderInRange>${complete}</m:IncludesLastFolderInRange><m:Changes>${changes.join('')}</m:Changes>`
  );
}

const syncFolderItems: Operation = async ({ caller, request }) => {
  const most = Number(textOf(child(request, 'MaxChangesReturned')));
  if (!Number.isInteger(most) || most < 1 || most > itemPage) {
    throw new SoapFault('ErrorSchemaValidation', `MaxChangesReturned is ${most}; it has to be from 1 to ${itemPage}.`);
  }
  const shape = readShape(child(request, 'ItemShape'));
  if (['item:Body', 'item:Attachments'].some((field) => shape.fields.has(field))) {
    return [
      failed(
        'SyncFolderItems',
        new ResponseError('ErrorInvalidPropertyRequest', 'Body and Attachments cannot be synchronised.'),
      ),
    ];
  }
  try {
    const found = findSyncFolder(caller, children(child(request, 'SyncFolderId'))[0]);
    const state = textOf(child(request, 'SyncState'));
    return [success('SyncFolderItems', itemsAnswer(caller, found, { shape, state, most }))];
  } catch (thrown) {
    return [failed('SyncFolderItems', thrown, syncTail('IncludesLastItemInRange'))];
  }
};

function findSyncFolder(caller: Caller, reference: XmlElement | undefined): FoundFolder {
  try {
    return findFolder(caller, reference);
  } catch {
    throw new ResponseError('ErrorSyncFolderNotFound', 'The folder to be synchronized could not be found.');
  }
}

function itemsAnswer(
  { mailbox }: Caller,
  { folder, kind }: FoundFolder,
  { shape, state, most }: { shape: Shape; state: string | undefined; most: number },
): string {
  const scope = `${mailbox.address} ${kind} ${folder.id}`;
  const before = state === undefined || state === '' ? undefined : readSyncState(state, { kind: 'items', scope });
  if (before === undefined || before.below !== undefined) {
    const items = folder.itemsBelow(before?.below, most);
    const rest = folder.itemsBelow(items.at(-1)?.serial ?? 0, 1);
    const sequence = before?.sequence ?? folder.sequence;
    const below = rest.length === 0 ? undefined : items.at(-1)?.serial;
    const next = writeSyncState({ kind: 'items', scope, sequence, ...(below === undefined ? {} : { below }) });
    const changes = items.map((item) => `<t:Create>${syncItem(item, shape)}</t:Create>`);
    // What happened since the listing began is still to be told.
    return itemChanges(next, below === undefined && sequence === folder.sequence, changes);
  }
  const log = folder.itemChanges(before.sequence, most);
  const sequence = before.sequence + log.length;
  const live = new Map(log.flatMap(({ itemId: id }) => [[id, findItem(mailbox, id)]]));
  const changes = log.map(({ kind: change, itemId: id, isRead }) => {
    const item = live.get(id);
    if (change === 'delete') return `<t:Delete><t:ItemId Id="${id}"/></t:Delete>`;
    // It is gone again; its removal comes later in the log.
    if (item === undefined) return `<t:Create><t:Message><t:ItemId Id="${id}"/></t:Message></t:Create>`;
    if (change === 'read-flag')
      return `<t:ReadFlagChange>${itemId(item)}<t:IsRead>${isRead}</t:IsRead></t:ReadFlagChange>`;
    const element = change === 'create' ? 'Create' : 'Update';
    return `<t:${element}>${syncItem(item, shape)}</t:${element}>`;
  });
  return itemChanges(writeSyncState({ kind: 'items', scope, sequence }), sequence === folder.sequence, changes);
}

function itemChanges(state: string, complete: boolean, changes: readonly string[]): string {
  return (
    `<m:SyncState>${state}</m:SyncState><m:IncludesLastItemInRange>${complete}</m:IncludesLastItemInRange>` +
    `<m:Changes>${changes.join('')}</m:Changes>`
  );
}

/** Ids alone need no content: a listing of a million messages must not render them. */
function syncItem(item: WorldItem, shape: Shape): string {
  if (shape.base === 'IdOnly' && shape.fields.size === 0 && shape.extended.length === 0) {
    return `<t:Message>${itemId(item)}</t:Message>`;
  }
  return renderItem({ item, message: item.content() }, shape);
}

function findItem({ primary, archive }: Caller['mailbox'], id: string): WorldItem | undefined {
  return primary.item(id) ?? archive?.item(id);
}

const getFolder: Operation = async ({ caller, request }) => {
  const shape = readShape(child(request, 'FolderShape'));
  return children(child(request, 'FolderIds')).map((reference) => {
    try {
      const { folder, store } = findFolder(caller, reference);
      return success('GetFolder', `<m:Folders>${renderFolder(folder, store, shape)}</m:Folders>`);
    } catch (thrown) {
      return failed('GetFolder', thrown, '<m:Folders/>');
    }
  });
};

const findFolders: Operation = async ({ caller, request }) => {
  const shape = readShape(child(request, 'FolderShape'));
  const view = child(request, 'IndexedPageFolderView');
  const offset = Number(view?.getAttribute('Offset') ?? 0);
  const most = Number(view?.getAttribute('MaxEntriesReturned') ?? 1000);
  const deep = request.getAttribute('Traversal') === 'Deep';
  return children(child(request, 'ParentFolderIds')).map((reference) => {
    try {
      const { folder: parent, store } = findFolder(caller, reference);
      const all = store.folders().filter((folder) => deep || folder.parentId === parent.id);
      const page = all.slice(offset, offset + most);
      const last = offset + page.length >= all.length;
      const folders = page.map((folder) => renderFolder(folder, store, shape)).join('');
      return success(
        'FindFolder',
        `<m:RootFolder TotalItemsInView="${all.length}" IncludesLastItemInRange="${last}" ` +
          `IndexedPagingOffset="${offset + page.length}"><t:Folders>${folders}</t:Folders></m:RootFolder>`,
      );
    } catch (thrown) {
      return failed('FindFolder', thrown);
    }
  });
};

const getItem: Operation = async ({ caller, request, itemError }) => {
  const shape = readShape(child(request, 'ItemShape'));
  return children(child(request, 'ItemIds'), 'ItemId').map((reference) => {
    try {
      const item = requireItem(caller, reference.getAttribute('Id') ?? '', itemError);
      return success('GetItem', `<m:Items>${renderItem({ item, message: item.content() }, shape)}</m:Items>`);
    } catch (thrown) {
      return failed('GetItem', thrown, '<m:Items/>');
    }
  });
};

function requireItem({ mailbox }: Caller, id: string, itemError: OperationContext['itemError']): WorldItem {
  const demanded = itemError(id);
  if (demanded !== undefined) throw new ResponseError(demanded, 'A fault on demand.');
  if (!/^[A-Za-z0-9+/=]{40,}$/.test(id)) throw new ResponseError('ErrorInvalidIdMalformed', 'Id is malformed.');
  const item = findItem(mailbox, id);
  if (item === undefined)
    throw new ResponseError('ErrorItemNotFound', 'The specified object was not found in the store.');
  return item;
}

const getAttachment: Operation = async ({ caller, request, itemError }) => {
  const shape = readShape(child(request, 'AttachmentShape'));
  return Promise.all(
    children(child(request, 'AttachmentIds'), 'AttachmentId').map(async (reference) => {
      const id = reference.getAttribute('Id') ?? '';
      try {
        const attachment = requireAttachment(caller, id, itemError);
        const content = await attachmentContent(attachment, shape);
        return success('GetAttachment', `<m:Attachments>${renderAttachment(attachment, id, content)}</m:Attachments>`);
      } catch (thrown) {
        return failed('GetAttachment', thrown, '<m:Attachments/>');
      }
    }),
  );
};

function requireAttachment(caller: Caller, id: string, itemError: OperationContext['itemError']): WorldAttachment {
  const demanded = itemError(id);
  if (demanded !== undefined) throw new ResponseError(demanded, 'A fault on demand.');
  const reference = readAttachmentId(id);
  if (reference === undefined) throw new ResponseError('ErrorInvalidAttachmentId', 'The attachment id is not valid.');
  const item = requireItem(caller, reference.itemId, () => undefined);
  const attachment = item.content().attachments[reference.position];
  if (attachment === undefined)
    throw new ResponseError('ErrorItemNotFound', 'The specified object was not found in the store.');
  return attachment;
}

async function attachmentContent(attachment: WorldAttachment, shape: Shape): Promise<string> {
  if (attachment.kind === 'message') return renderNested(attachment.message, shape);
  if (attachment.kind === 'reference') return '';
  return `<t:Content>${Buffer.from(await attachment.content()).toString('base64')}</t:Content>`;
}

function failed(operation: string, thrown: unknown, rest = ''): string {
  if (thrown instanceof ResponseError) return failure(operation, thrown, rest);
  throw thrown;
}

/** Operations by the name of their request element. */
export const operations: Readonly<Record<string, Operation>> = {
  SyncFolderHierarchy: syncFolderHierarchy,
  SyncFolderItems: syncFolderItems,
  GetFolder: getFolder,
  FindFolder: findFolders,
  GetItem: getItem,
  GetAttachment: getAttachment,
};
