import type { PutDocument } from './shapes/index.ts';

/** An object that a document names, with the role in which it is read. */
export interface ObjectQuestion {
  readonly bucket: string;
  readonly key: string;
  readonly roleArn: string;
}

/** Reads objects as the service does, in a role; undefined when there is no such object, or the role may not read it. */
export type ReadObject = (question: ObjectQuestion) => Uint8Array | undefined;

/** A document's content, or why it cannot be read: that shows only after the document was accepted. */
export function contentOf(
  { content }: PutDocument,
  { readObject, roleArn }: { readonly readObject: ReadObject; readonly roleArn: string | undefined },
): { readonly content: Buffer; readonly problem?: string } {
  if (content?.s3 === undefined) return { content: Buffer.from(content?.blob ?? '', 'base64') };
  const { bucket, key } = content.s3;
  const read = roleArn === undefined ? undefined : readObject({ bucket, key, roleArn });
  if (read === undefined) {
    return { content: Buffer.alloc(0), problem: `the object s3://${bucket}/${key} cannot be read in the role` };
  }
  if (read.byteLength > fileBytes) return { content: Buffer.alloc(0), problem: 'the document is larger than 50 MB' };
  return { content: Buffer.from(read) };
}

/** Bytes of a document. Service model: 50 MB. */
export const fileBytes = 50 * 1024 * 1024;
