import { mayAccess } from './access.ts';
import type { Durations, Now } from './clock.ts';
import { ServiceError } from './errors.ts';
import type { AccessConfiguration, AttributeValue, PutDocument } from './shapes.ts';

/** A document as the index keeps it. */
export interface StoredDocument {
  readonly id: string;
  readonly title: string | undefined;
  readonly contentType: string | undefined;
  /** Decoded. */
  readonly content: Uint8Array;
  readonly contentBytes: number;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly access: AccessConfiguration | undefined;
  readonly dataSourceId: string | undefined;
  readonly putAt: number;
  readonly createdAt: number;
  readonly updated: boolean;
  /** Why indexing fails after the document was accepted. */
  readonly failure: string | undefined;
}

export type DocumentStatus =
  | 'RECEIVED'
  | 'PROCESSING'
  | 'INDEXED'
  | 'UPDATED'
  | 'DOCUMENT_FAILED_TO_INDEX'
  | 'DELETING'
  | 'DELETED';

export type FieldType = 'STRING' | 'STRING_LIST' | 'NUMBER' | 'DATE';

/** Fields that exist in every index (Amazon Q Business user guide, doc-attributes). */
const reservedFields: Readonly<Record<string, FieldType>> = {
  _authors: 'STRING_LIST',
  _category: 'STRING',
  _created_at: 'DATE',
  _data_source_id: 'STRING',
  _data_source_sync_job_execution_id: 'STRING',
  _document_id: 'STRING',
  _document_title: 'STRING',
  _file_type: 'STRING',
  _language_code: 'STRING',
  _last_updated_at: 'DATE',
  _source_uri: 'STRING',
  _version: 'STRING',
  _view_count: 'NUMBER',
};

const valueMembers: Readonly<Record<FieldType, keyof AttributeValue>> = {
  STRING: 'stringValue',
  STRING_LIST: 'stringListValue',
  NUMBER: 'longValue',
  DATE: 'dateValue',
};

/** Bytes of text that are extracted from a document. Service model: 5 MB. */
const textBytes = 5 * 1024 * 1024;
/** Bytes of a document. Service model: 50 MB. */
const fileBytes = 50 * 1024 * 1024;
/** Documents that one unit of capacity holds (user guide, tiers). */
const documentsPerUnit = 20_000;

const textTypes: ReadonlySet<string> = new Set(['HTML', 'PLAIN_TEXT', 'CSV', 'JSON', 'XML', 'XSLT', 'MD']);

/** What is asked of the documents of one index. */
export interface DocumentStore {
  readonly fields: Map<string, FieldType>;
  units: number;
  /** Why the document cannot be accepted, or undefined. */
  refusal(document: PutDocument): string | undefined;
  /** @throws ServiceError 402 when the index is full */
  put(document: PutDocument, dataSourceId: string | undefined): StoredDocument;
  delete(documentId: string): boolean;
  get(documentId: string): StoredDocument | undefined;
  statusOf(document: StoredDocument): DocumentStatus;
  /** All that were not deleted. */
  all(): IterableIterator<StoredDocument>;
  /** Deleted ones that are still listed. */
  deleted(): IterableIterator<{ document: StoredDocument; at: number }>;
  canSee(email: string, documentId: string): boolean;
}

export function documentStore({ now, durations }: { now: Now; durations: Durations }): DocumentStore {
  const documents = new Map<string, StoredDocument>();
  const removed = new Map<string, { document: StoredDocument; at: number }>();
  const store: DocumentStore = {
    fields: new Map(Object.entries(reservedFields)),
    units: 1,
    refusal: (document) => refusal(document, store.fields),
    put: (document, dataSourceId) => {
      const known = documents.get(document.id);
      if (known === undefined && documents.size >= store.units * documentsPerUnit) throw full(store.units);
      const stored = toStored(document, { dataSourceId, known, now: now() });
      documents.set(document.id, stored);
      removed.delete(document.id);
      return stored;
    },
    delete: (documentId) => {
      const document = documents.get(documentId);
      if (document === undefined) return false;
      documents.delete(documentId);
      removed.set(documentId, { document, at: now() });
      return true;
    },
    get: (documentId) => documents.get(documentId),
    all: () => documents.values(),
    deleted: () => removed.values(),
    statusOf: (document) => {
      const age = now() - document.putAt;
      if (age < durations.receivedMs) return 'RECEIVED';
      if (age < durations.receivedMs + durations.processingMs) return 'PROCESSING';
      if (document.failure !== undefined) return 'DOCUMENT_FAILED_TO_INDEX';
      return document.updated ? 'UPDATED' : 'INDEXED';
    },
    canSee: (email, documentId) => {
      const document = documents.get(documentId);
      return document !== undefined && mayAccess(document.access, email);
    },
  };
  return store;
}

function full(units: number): ServiceError {
  return new ServiceError(
    'ServiceQuotaExceededException',
    402,
    `The index is full: ${units} units hold no more documents.`,
    {
      resourceId: 'index',
      resourceType: 'INDEX',
    },
  );
}

/**
 * What a real index answers to an attribute without a field is not documented; a connector that relies on it being
 * ignored would lose data if it is not, so it is refused here.
 */
function refusal(
  { attributes = [], content }: PutDocument,
  fields: ReadonlyMap<string, FieldType>,
): string | undefined {
  const names = new Set<string>();
  for (const { name, value } of attributes) {
    const type = fields.get(name);
    if (type === undefined) return `the index has no field for the attribute ${name}`;
    if (value[valueMembers[type]] === undefined) return `the attribute ${name} is of type ${type}`;
    if (names.has(name)) return `the attribute ${name} appears twice`;
    names.add(name);
  }
  if (content?.blob !== undefined && content.blob.length > (fileBytes * 4) / 3)
    return 'the document is larger than 50 MB';
  return content?.blob === '' ? 'the document is empty' : undefined;
}

function toStored(
  document: PutDocument,
  { dataSourceId, known, now }: { dataSourceId: string | undefined; known: StoredDocument | undefined; now: number },
): StoredDocument {
  const content = Buffer.from(document.content?.blob ?? '', 'base64');
  return {
    id: document.id,
    title: document.title,
    contentType: document.contentType,
    content,
    contentBytes: content.byteLength,
    attributes: new Map((document.attributes ?? []).map(({ name, value }) => [name, value])),
    access: document.accessConfiguration,
    dataSourceId,
    putAt: now,
    createdAt: known?.createdAt ?? now,
    updated: known !== undefined,
    failure: failureOf(content, document.contentType),
  };
}

/** Failures that show only after a document was accepted. */
function failureOf(content: Buffer, contentType = 'PLAIN_TEXT'): string | undefined {
  if (!textTypes.has(contentType)) return magicFailure(content, contentType);
  if (content.byteLength > textBytes) return 'the extracted text is larger than 5 MB';
  const text = content.toString();
  if (text.includes('\uFFFD') && !isUtf8(content)) return 'the text is not UTF-8';
  if (contentType === 'HTML' && !/<html[\s>][\s\S]*<\/html>/i.test(text)) return 'HTML has to stand in an html element';
  // Text that is nothing but base64 was encoded by the caller and again by its SDK.
  return /^[A-Za-z0-9+/\s]{40,}={0,2}\s*$/.test(text) && !/\s/.test(text.trim())
    ? 'the text looks base64-encoded'
    : undefined;
}

function isUtf8(content: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}

const magic: Readonly<Record<string, readonly string[]>> = {
  PDF: ['25504446'],
  MS_WORD: ['504b0304', 'd0cf11e0'],
  MS_EXCEL: ['504b0304', 'd0cf11e0'],
  PPT: ['504b0304', 'd0cf11e0'],
  RTF: ['7b5c7274'],
};

function magicFailure(content: Buffer, contentType: string): string | undefined {
  const expected = magic[contentType] ?? [];
  const begins = content.subarray(0, 4).toString('hex');
  return expected.includes(begins) ? undefined : `the content is no ${contentType}`;
}
