import type { FrontAnswer, FrontRequest } from './front.ts';

const responseMessage = /<m:GetItemResponseMessage[\s\S]*?<\/m:GetItemResponseMessage>/g;
const itemIdOf = /<t:ItemId Id="([^"]+)"/;

/**
 * The mailbox that the worker read, for a client that asks in another way: the same items in the same words, each as it was given to
 * the worker. The stand-in of Exchange refuses what the connector does not ask for; this one only looks for the ids.
 */
export class PeerExchange {
  /** Response messages of items by their ids, in the order in which they were given. */
  readonly #items = new Map<string, string>();
  #head = '';
  #foot = '';

  /** Learns from an answer to the worker. */
  readonly watch = (_: FrontRequest, { body }: FrontAnswer): void => {
    const text = body.toString();
    const messages = text.match(responseMessage);
    if (messages === null) return;
    for (const message of messages) {
      const id = itemIdOf.exec(message)?.[1];
      if (id !== undefined) this.#items.set(id, message);
    }
    this.#head = text.slice(0, text.indexOf('<m:GetItemResponseMessage '));
    this.#foot = text.slice(text.lastIndexOf('</m:GetItemResponseMessage>') + '</m:GetItemResponseMessage>'.length);
  };

  get size(): number {
    return this.#items.size;
  }

  readonly answer = ({ body }: FrontRequest): FrontAnswer => {
    const text = body.toString();
    if (text.includes('<m:GetItem>')) return xml(this.#getItem(text));
    if (text.includes('<m:SyncFolderItems>')) return xml(this.#syncFolderItems(text));
    return xml(this.#around('GetFolder', folders));
  };

  #getItem(request: string): string {
    const ids = [...request.matchAll(/<t:ItemId Id="([^"]+)"/g)].map(([, id = '']) => id);
    return `${this.#head}${ids.map((id) => this.#items.get(id) ?? '').join('')}${this.#foot}`;
  }

  #syncFolderItems(request: string): string {
    const from = Number(/<m:SyncState>(\d+)</.exec(request)?.[1] ?? 0);
    const most = Number(/<m:MaxChangesReturned>(\d+)</.exec(request)?.[1] ?? 100);
    const ids = [...this.#items.keys()].slice(from, from + most);
    const last = from + ids.length >= this.#items.size;
    const changes = ids.map(
      (id) => `<t:Create><t:Message><t:ItemId Id="${id}" ChangeKey="key"/></t:Message></t:Create>`,
    );
    return this.#around(
      'SyncFolderItems',
      `<m:SyncFolderItemsResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:SyncState>${from + ids.length}</m:SyncState><m:IncludesLastItemInRange>${last}</m:IncludesLastItemInRange><m:Changes>${changes.join('')}</m:Changes></m:SyncFolderItemsResponseMessage>`,
    );
  }

  /** In the envelope of an answer to GetItem, which names its operation at both ends. */
  #around(operation: string, messages: string): string {
    return `${this.#head}${messages}${this.#foot}`.replace(/m:GetItemResponse(?=[ >])/g, `m:${operation}Response`);
  }
}

/** One folder is all that the client needs to know of: it is asked for as root and as inbox. */
const folders =
  '<m:GetFolderResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Folders><t:Folder><t:FolderId Id="folder" ChangeKey="key"/><t:ParentFolderId Id="root" ChangeKey="key"/><t:FolderClass>IPF.Note</t:FolderClass><t:DisplayName>Inbox</t:DisplayName><t:TotalCount>1</t:TotalCount><t:ChildFolderCount>0</t:ChildFolderCount><t:UnreadCount>0</t:UnreadCount></t:Folder></m:Folders></m:GetFolderResponseMessage>';

function xml(text: string): FrontAnswer {
  return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: Buffer.from(text) };
}
