import { mayAccess } from './access.ts';
import type { Durations, Now } from './clock.ts';
import { extractedBytes, failureOf } from './content.ts';
import { ServiceError } from './errors.ts';
import { type IndexFields, indexFields } from './index-fields.ts';
import { contentOf, fileBytes, type ReadObject } from './objects.ts';
import type { Principals } from './principals.ts';
import type { AccessConfiguration, AttributeValue, PutDocument } from './shapes/index.ts';

/** A document as the index keeps it. */
export interface StoredDocument {
  readonly id: string;
  readonly title: string | undefined;
  readonly contentType: string | undefined;
  /** Decoded. */
  readonly content: Uint8Array;
  readonly contentBytes: number;
  /** Bytes of text that count towards the capacity. */
  readonly textBytes: number;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly access: AccessConfiguration | undefined;
  readonly dataSourceId: string | undefined;
  readonly putAt: number;
  readonly createdAt: number;
  readonly updated: boolean;
  /** Why indexing fails after the document was accepted. */
  readonly failure: string | undefined;
  /** The status that a failure shows as. */
  readonly failedStatus: FailedStatus;
}

export type FailedStatus = 'FAILED' | 'DOCUMENT_FAILED_TO_INDEX';
export type DocumentStatus = 'RECEIVED' | 'PROCESSING' | 'INDEXED' | 'UPDATED' | FailedStatus | 'DELETING' | 'DELETED';

/** How a put differs from a plain one. */
export interface PutTerms {
  readonly dataSourceId: string | undefined;
  /** Role in which content in S3 is read. */
  readonly roleArn?: string | undefined;
  /** A failure on demand. */
  readonly failure?: { readonly message: string; readonly status: FailedStatus } | undefined;
}

/** What one unit of capacity holds, whichever is reached first (user guide, tiers). */
const documentsPerUnit = 20_000;
const textBytesPerUnit = 200 * 1024 * 1024;

/** The documents of one index. */
export interface DocumentStore {
  readonly fields: IndexFields;
  units: number;
  /** Why the document cannot be accepted, or undefined. */
  refusal(document: PutDocument): string | undefined;
  /** @throws ServiceError 402 when the index is full */
  put(document: PutDocument, terms: PutTerms): StoredDocument;
  delete(documentId: string): boolean;
  get(documentId: string): StoredDocument | undefined;
  statusOf(document: StoredDocument): DocumentStatus;
  /** All that were not deleted. */
  all(): IterableIterator<StoredDocument>;
  /** Deleted ones that are still listed. */
  deleted(): readonly StoredDocument[];
  /** Bytes of text that the index holds. */
  textBytes(): number;
  canSee(email: string, documentId: string): boolean;
}

interface Surroundings {
  readonly now: Now;
  readonly durations: Durations;
  readonly principals: Principals;
  readonly readObject: ReadObject;
}

export function documentStore({ now, durations, principals, readObject }: Surroundings): DocumentStore {
  const documents = new Map<string, StoredDocument>();
  const removed = new Map<string, { document: StoredDocument; at: number }>();
  let textBytes = 0;
  const store: DocumentStore = {
    fields: indexFields(),
    units: 1,
    refusal: (document) => refusal(document, store.fields),
    put: (document, terms) => {
      const known = documents.get(document.id);
      const stored = toStored(document, { ...terms, known, now: now(), readObject });
      const grown = textBytes + stored.textBytes - (known?.textBytes ?? 0);
      const count = documents.size + (known === undefined ? 1 : 0);
      requireCapacity(store.units, { count, textBytes: grown });
      textBytes = grown;
      documents.set(document.id, stored);
      removed.delete(document.id);
      return stored;
    },
    delete: (documentId) => {
      const document = documents.get(documentId);
      if (document === undefined) return false;
      documents.delete(documentId);
      textBytes -= document.textBytes;
      removed.set(documentId, { document, at: now() });
      return true;
    },
    get: (documentId) => documents.get(documentId),
    all: () => documents.values(),
    deleted: () => [...removed.values()].map(({ document }) => document),
    textBytes: () => textBytes,
    statusOf: (document) => {
      const gone = removed.get(document.id);
      if (gone !== undefined) return now() - gone.at < durations.processingMs ? 'DELETING' : 'DELETED';
      return indexingStatus(document, { now, durations });
    },
    canSee: (email, documentId) => {
      const document = documents.get(documentId);
      return document !== undefined && mayAccess(document.access, principals.identityOf(email, document.dataSourceId));
    },
  };
  return store;
}

function indexingStatus(
  { putAt, failure, failedStatus, updated }: StoredDocument,
  { now, durations }: { now: Now; durations: Durations },
): DocumentStatus {
  const age = now() - putAt;
  if (age < durations.receivedMs) return 'RECEIVED';
  if (age < durations.receivedMs + durations.processingMs) return 'PROCESSING';
  if (failure !== undefined) return failedStatus;
  return updated ? 'UPDATED' : 'INDEXED';
}

function requireCapacity(units: number, { count, textBytes }: { count: number; textBytes: number }): void {
  if (count <= units * documentsPerUnit && textBytes <= units * textBytesPerUnit) return;
  const limits = `${units * documentsPerUnit} documents and ${units * textBytesPerUnit} bytes of text`;
  const message = `The index is full: its ${units} units hold ${limits}.`;
  const resource = { resourceId: 'index', resourceType: 'INDEX' };
  throw new ServiceError('ServiceQuotaExceededException', 402, message, resource);
}

function refusal({ attributes = [], content }: PutDocument, fields: IndexFields): string | undefined {
  const problem = fields.refusal(attributes);
  if (problem !== undefined) return problem;
  if (content === undefined) return 'the document has no content';
  if (content.blob !== undefined && content.blob.length > (fileBytes * 4) / 3) {
    return 'the document is larger than 50 MB';
  }
  return content.blob === '' ? 'the document is empty' : undefined;
}

interface StoringTerms extends PutTerms {
  readonly known: StoredDocument | undefined;
  readonly now: number;
  readonly readObject: ReadObject;
}

function toStored(
  document: PutDocument,
  { dataSourceId, roleArn, failure, known, now, readObject }: StoringTerms,
): StoredDocument {
  const { content, problem } = contentOf(document, { readObject, roleArn });
  return {
    id: document.id,
    title: document.title,
    contentType: document.contentType,
    content,
    contentBytes: content.byteLength,
    textBytes: extractedBytes(content, document.contentType),
    attributes: new Map((document.attributes ?? []).map(({ name, value }) => [name, value])),
    access: document.accessConfiguration,
    dataSourceId,
    putAt: now,
    createdAt: known?.createdAt ?? now,
    updated: known !== undefined,
    failure: failure?.message ?? problem ?? failureOf(content, document.contentType),
    failedStatus: failure?.status ?? 'DOCUMENT_FAILED_TO_INDEX',
  };
}
