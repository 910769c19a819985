import {
  type ChangeableWorld,
  createWorld,
  type ExchangeOptions,
  type ExchangeStandIn,
  startExchange,
  type TestableMailbox,
} from '../../src/index.ts';
import { recordedBodies } from './recorded-bodies.ts';

const types = 'http://schemas.microsoft.com/exchange/services/2006/types';
const messages = 'http://schemas.microsoft.com/exchange/services/2006/messages';
const authentication = { basic: { username: 'svc', password: 'secret' } };

export const address = 'ann@contoso.example';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Codes of the response messages, or the code of the fault. */
  readonly codes: readonly string[];
}

/** How a request differs from a good one. */
export interface Different {
  readonly headers?: Readonly<Record<string, string>>;
  /** SOAP header elements in place of the usual ones. */
  readonly soapHeader?: string;
  /** The whole text in place of an envelope. */
  readonly envelope?: string;
}

/** An Exchange stand-in with one mailbox, and a client that sends exactly what it is told to. */
export interface TestExchange {
  readonly world: ChangeableWorld;
  readonly mailbox: TestableMailbox;
  readonly exchange: ExchangeStandIn;
  send(body: string, different?: Different): Promise<Answer>;
  admin(path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
}

export async function startTestExchange(options: Partial<ExchangeOptions> = {}): Promise<TestExchange> {
  const world = options.world ?? (await createWorld({ seed: 7 }));
  const mailbox = world.addMailbox(address, { archive: true, generated: 30, generatedInArchive: 3 });
  const exchange = await startExchange({ authentication, ...recordedBodies(), ...options, world });
  return {
    world,
    mailbox,
    exchange,
    send: (body, different = {}) => send(exchange.ewsUrl, body, different),
    admin: async (path, body) => {
      const init =
        body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
      const response = await fetch(`${exchange.url}/__admin/${path}`, init);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}

export const version = '<t:RequestServerVersion Version="Exchange2013_SP1"/>';
export const impersonation = (of = address): string =>
  `<t:ExchangeImpersonation><t:ConnectingSID><t:SmtpAddress>${of}</t:SmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>`;

async function send(url: string, body: string, { headers, soapHeader, envelope }: Different): Promise<Answer> {
  const text =
    envelope ??
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="${messages}" xmlns:t="${types}">` +
      `<s:Header>${soapHeader ?? version + impersonation()}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
  const response = await fetch(url, {
    method: 'POST',
    body: text,
    headers: {
      'content-type': 'text/xml; charset=utf-8',
      'user-agent': 'test',
      authorization: `Basic ${Buffer.from('svc:secret').toString('base64')}`,
      'x-anchormailbox': address,
      ...headers,
    },
  });
  const answer = await response.text();
  const codes = [...answer.matchAll(/<\w:ResponseCode[^>]*>(\w+)</g)].map(([, code]) => code ?? '');
  return { status: response.status, text: answer, codes };
}

const additional = (fields: readonly string[]): string =>
  fields.length === 0
    ? ''
    : `<t:AdditionalProperties>${fields.map((field) => (field.startsWith('<') ? field : `<t:FieldURI FieldURI="${field}"/>`)).join('')}</t:AdditionalProperties>`;

export const shape = (base = 'IdOnly', fields: readonly string[] = [], middle = ''): string =>
  `<t:BaseShape>${base}</t:BaseShape>${middle}${additional(fields)}`;
export const distinguished = (id: string): string => `<t:DistinguishedFolderId Id="${id}"/>`;
export const folder = (id: string): string => `<t:FolderId Id="${id}"/>`;
export const extended = (tag: string, type: string): string =>
  `<t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="${type}"/>`;

export const getItem = (ids: readonly string[], itemShape = shape()): string =>
  `<m:GetItem><m:ItemShape>${itemShape}</m:ItemShape><m:ItemIds>${ids
    .map((id) => (id.startsWith('<') ? id : `<t:ItemId Id="${id}"/>`))
    .join('')}</m:ItemIds></m:GetItem>`;
export const getFolder = (references: string, folderShape = shape()): string =>
  `<m:GetFolder><m:FolderShape>${folderShape}</m:FolderShape><m:FolderIds>${references}</m:FolderIds></m:GetFolder>`;
export const findFolder = (
  references: string,
  {
    traversal = 'Deep',
    view = '',
    folderShape = shape(),
  }: { traversal?: string; view?: string; folderShape?: string } = {},
): string =>
  `<m:FindFolder Traversal="${traversal}"><m:FolderShape>${folderShape}</m:FolderShape>${view}` +
  `<m:ParentFolderIds>${references}</m:ParentFolderIds></m:FindFolder>`;
export const getAttachment = (...ids: readonly string[]): string =>
  `<m:GetAttachment><m:AttachmentShape/><m:AttachmentIds>${ids
    .map((id) => `<t:AttachmentId Id="${id}"/>`)
    .join('')}</m:AttachmentIds></m:GetAttachment>`;

/** What a synchronisation is asked with beside its folder. */
export interface SyncWishes {
  readonly state?: string;
  readonly most?: number | string;
  readonly ignore?: readonly string[];
  readonly itemShape?: string;
}

export const syncItems = (
  reference: string,
  { state, most = 512, ignore, itemShape = shape() }: SyncWishes = {},
): string =>
  `<m:SyncFolderItems><m:ItemShape>${itemShape}</m:ItemShape><m:SyncFolderId>${reference}</m:SyncFolderId>` +
  `${state === undefined ? '' : `<m:SyncState>${state}</m:SyncState>`}` +
  `${ignore === undefined ? '' : `<m:Ignore>${ignore.map((id) => `<t:ItemId Id="${id}"/>`).join('')}</m:Ignore>`}` +
  `<m:MaxChangesReturned>${most}</m:MaxChangesReturned></m:SyncFolderItems>`;
export const syncHierarchy = (reference: string, state?: string): string =>
  `<m:SyncFolderHierarchy><m:FolderShape>${shape()}</m:FolderShape>` +
  `${reference === '' ? '' : `<m:SyncFolderId>${reference}</m:SyncFolderId>`}` +
  `${state === undefined ? '' : `<m:SyncState>${state}</m:SyncState>`}</m:SyncFolderHierarchy>`;

/** The text of all elements of a name. */
export function texts(answer: Answer, name: string): readonly string[] {
  return [...answer.text.matchAll(new RegExp(`<\\w:${name}(?:\\s[^>]*)?>([\\s\\S]*?)</\\w:${name}>`, 'g'))].map(
    ([, text]) => text ?? '',
  );
}

/** The values of an attribute of all elements of a name. */
export function attributes(answer: Answer, name: string, attribute = 'Id'): readonly string[] {
  return [...answer.text.matchAll(new RegExp(`<\\w:${name} [^>]*?\\b${attribute}="([^"]*)"`, 'g'))].map(
    ([, value]) => value ?? '',
  );
}
