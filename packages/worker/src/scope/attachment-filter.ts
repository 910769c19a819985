import type { MailAttachment } from '../documents/index.ts';
import { listFilter } from './list-filter.ts';
import type { ScopeSettings } from './scope-settings.ts';
import { megabyte } from './units.ts';

/** Which attachments get a document of their own. */
export interface AttachmentFilter {
  /** Why an attachment stays out; undefined: it is wanted. */
  refuses(attachment: MailAttachment): string | undefined;
  readonly definition: unknown;
}

export function attachmentFilter(settings: ScopeSettings): AttachmentFilter {
  const { attachmentTypesInclude, attachmentTypesExclude, attachmentMaxMb } = settings;
  const types = listFilter(attachmentTypesInclude, attachmentTypesExclude);
  const most = (attachmentMaxMb ?? Number.POSITIVE_INFINITY) * megabyte;
  return {
    refuses(attachment) {
      if (!types.wants(typesOf(attachment))) return 'filtered.attachment-type';
      return (attachment.size ?? 0) > most ? 'filtered.attachment-size' : undefined;
    },
    definition: [types.definition, attachmentMaxMb ?? null],
  };
}

/** Extension and media type. The name of an attached message is its subject, so that what follows a dot there is no type. */
function typesOf({ kind, name, contentType }: MailAttachment): readonly string[] {
  if (kind === 'message') return ['message/rfc822'];
  const extension = name?.trim().match(/\.([^.\s/]+)$/)?.[1];
  const media = contentType?.split(';')[0]?.trim();
  return [extension, media]
    .filter((type) => type !== undefined && type !== '')
    .map((type) => String(type).toLowerCase());
}
