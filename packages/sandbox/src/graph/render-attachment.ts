import { attachmentId, isInline, type WorldAttachment } from '../mail/index.ts';
import { noProperty } from './errors.ts';
import { restId } from './ids.ts';

/** Where an attachment stands: the id of its message, and the way down from it. */
export interface AttachmentPlace {
  readonly itemId: string;
  readonly path: readonly number[];
}

const types = { file: 'fileAttachment', message: 'itemAttachment', reference: 'referenceAttachment' } as const;

/** Properties of all attachments. */
const common: Readonly<Record<string, (attachment: WorldAttachment) => unknown>> = {
  lastModifiedDateTime: () => '2026-01-01T00:00:00Z',
  name: ({ name }) => name ?? null,
  contentType: (attachment) => (attachment.kind === 'file' ? (attachment.contentType ?? null) : null),
  size: ({ size }) => size,
  isInline: (attachment) => isInline(attachment),
};

const filePrefix = 'microsoft.graph.fileAttachment/';
const fileProperties: readonly string[] = ['contentId', 'contentLocation', 'contentBytes'];

/**
 * The properties in `$select`; all without it. Those of files alone are selected with their type before the name.
 * @throws GraphError
 */
export function selectedAttachmentProperties(select: string | undefined): readonly string[] {
  const ofFiles = fileProperties.map((name) => `${filePrefix}${name}`);
  if (select === undefined) return [...Object.keys(common), ...ofFiles];
  const names = select.split(',').map((name) => name.trim());
  const unknown = names.find((name) => name !== 'id' && !Object.hasOwn(common, name) && !ofFiles.includes(name));
  if (unknown !== undefined) throw noProperty(unknown, 'attachment');
  return names.filter((name) => name !== 'id');
}

/** An attachment as JSON; its type and id always come. */
export async function renderAttachment(
  attachment: WorldAttachment,
  { place: { itemId, path }, selected }: { place: AttachmentPlace; selected: readonly string[] },
): Promise<Readonly<Record<string, unknown>>> {
  const shown: Record<string, unknown> = {
    '@odata.type': `#microsoft.graph.${types[attachment.kind]}`,
    '@odata.mediaContentType': attachment.kind === 'file' ? attachment.contentType : undefined,
    id: restId(attachmentId(itemId, path)),
  };
  for (const name of selected) {
    if (common[name] !== undefined) shown[name] = common[name](attachment);
    else if (attachment.kind === 'file') shown[name.replace(filePrefix, '')] = await fileProperty(attachment, name);
  }
  return shown;
}

type FileAttachment = Extract<WorldAttachment, { kind: 'file' }>;

async function fileProperty(file: FileAttachment, name: string): Promise<unknown> {
  if (name.endsWith('contentId')) return file.contentId ?? null;
  if (name.endsWith('contentLocation')) return null;
  return Buffer.from(await file.content()).toString('base64');
}
