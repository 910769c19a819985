import {
  ChangeType,
  ExchangeService,
  ExchangeVersion,
  FileAttachment,
  FolderId,
  ItemAttachment,
  ItemId,
  PropertySet,
  SyncFolderItemsScope,
  Uri,
  WebCredentials,
  WellKnownFolderName,
} from 'ews-javascript-api';
import { messageProperties } from '../../../src/exchange/get-item.ts';
import type { FolderChange, ItemChange, MailAttachmentContent, MailMessage } from '../../../src/sync/ports/index.ts';
import { given, givenText } from './given.ts';
import { type MessageSource, toMailMessage } from './library-message.ts';

/** The messages of an answer to GetItem, as ews-javascript-api reads them; `undefined` where it answers an error. */
export async function messagesOf(
  answer: string,
  asked: readonly { readonly itemId: string; readonly link: string }[],
): Promise<readonly (MailMessage | undefined)[]> {
  const { Responses } = await serviceThatGets(answer).BindToItems(
    asked.map(({ itemId }) => new ItemId(itemId)),
    messageProperties(),
  );
  return asked.map(({ itemId, link }, position) => {
    const item = Responses[position]?.Item as MessageSource | undefined;
    return item === undefined || item === null ? undefined : toMailMessage(item, itemId, link);
  });
}

/** The content in an answer to GetAttachment. */
export async function attachmentOf(answer: string, attachmentId: string): Promise<MailAttachmentContent | undefined> {
  // No body type and no properties: the types want them, the service does not.
  const { Responses } = await serviceThatGets(answer).GetAttachments([attachmentId], null as never, []);
  const attachment = Responses[0]?.Attachment;
  if (attachment instanceof ItemAttachment) {
    return { kind: 'message', message: toMailMessage(attachment.Item as MessageSource, attachmentId) };
  }
  if (!(attachment instanceof FileAttachment)) return undefined;
  return { kind: 'file', bytes: Buffer.from(given(() => attachment.Base64Content) ?? '', 'base64') };
}

/** The page in an answer to SyncFolderItems; the library loses the order of the changes. */
export async function itemPageOf(answer: string) {
  const page = await serviceThatGets(answer).SyncFolderItems(
    new FolderId('any'),
    PropertySet.IdOnly,
    [],
    512,
    SyncFolderItemsScope.NormalItems,
    null as never,
  );
  const changes = page.GetEnumerator().map(({ ChangeType: type, ItemId: id }): ItemChange => {
    const itemId = id.UniqueId;
    if (type === ChangeType.Delete) return { kind: 'removed', itemId };
    return type === ChangeType.ReadFlagChange
      ? { kind: 'read-flag', itemId }
      : { kind: 'upsert', itemId, changeKey: id.ChangeKey };
  });
  return { changes, cursor: page.SyncState, complete: !page.MoreChangesAvailable };
}

/** The page in an answer to SyncFolderHierarchy. */
export async function folderPageOf(answer: string) {
  const page = await serviceThatGets(answer).SyncFolderHierarchy(
    new FolderId(WellKnownFolderName.MsgFolderRoot),
    PropertySet.IdOnly,
    null as never,
  );
  const changes = page.GetEnumerator().map(({ ChangeType: type, FolderId: id, Folder: folder }): FolderChange => {
    if (type === ChangeType.Delete) return { kind: 'removed', folderId: id.UniqueId };
    const parentId = given(() => folder.ParentFolderId.UniqueId);
    const folderClass = givenText(() => folder.FolderClass);
    const wellKnownName = distinguished(given(() => folder.WellKnownFolderName));
    return {
      kind: 'upsert',
      folder: {
        id: folder.Id.UniqueId,
        name: givenText(() => folder.DisplayName) ?? '',
        ...(parentId === undefined ? {} : { parentId }),
        ...(folderClass === undefined ? {} : { folderClass }),
        ...(wellKnownName === undefined ? {} : { wellKnownName }),
      },
    };
  });
  return { changes, cursor: page.SyncState, complete: !page.MoreChangesAvailable };
}

/** The library has a number for each distinguished id, and the text for those it does not know. */
function distinguished(value: unknown): string | undefined {
  const name = typeof value === 'number' ? WellKnownFolderName[value] : value;
  return typeof name === 'string' && name !== '' ? name.toLowerCase() : undefined;
}

function serviceThatGets(answer: string): ExchangeService {
  const service = new ExchangeService(ExchangeVersion.Exchange2013_SP1);
  service.Url = new Uri('https://exchange.example/EWS/Exchange.asmx');
  service.Credentials = new WebCredentials('nobody', 'nothing');
  const response = {
    status: 200,
    responseText: answer,
    response: answer,
    getResponseHeader: () => '',
    getAllResponseHeaders: () => '',
  };
  const xhr = () => Promise.resolve(response as unknown as Awaited<ReturnType<ExchangeService['XHRApi']['xhr']>>);
  service.XHRApi = { apiName: 'canned', xhr, xhrStream: xhr, disconnect: () => {} };
  return service;
}
