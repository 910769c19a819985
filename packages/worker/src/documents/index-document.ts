import type { AccessList } from './access-list.ts';

/** A document ready for the index. Built only by this folder, so that it always obeys `limits.ts`. */
export interface IndexDocument {
  readonly id: string;
  readonly title: string;
  readonly contentType: DocumentContentType;
  readonly content: Uint8Array;
  /** Never empty; each name at most once. */
  readonly attributes: readonly DocumentAttribute[];
  /** Cannot exist without an ALLOW principal: a document without access rules is public in Amazon Q Business. */
  readonly access: AccessList;
}

/** The formats an index takes; the names are those of Amazon Q Business. */
export type DocumentContentType =
  | 'HTML'
  | 'PLAIN_TEXT'
  | 'PDF'
  | 'MS_WORD'
  | 'MS_EXCEL'
  | 'PPT'
  | 'RTF'
  | 'XML'
  | 'CSV'
  | 'JSON'
  | 'MD';

export interface DocumentAttribute {
  readonly name: string;
  readonly value: DocumentAttributeValue;
}

export type DocumentAttributeValue =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly [string, ...string[]] }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'date'; readonly value: Date };
