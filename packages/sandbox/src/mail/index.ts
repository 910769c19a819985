export type { AttachmentReference } from './attachment-id.ts';
export { attachmentId, readAttachmentId } from './attachment-id.ts';
export type { ChangeCounts } from './changes.ts';
export { applyChanges } from './changes.ts';
export { generateContact } from './generate-contact.ts';
export { generateEvent } from './generate-event.ts';
export { generateMessage } from './generate-message.ts';
export type { GeneratorOptions } from './generator-options.ts';
export { tokenOf } from './generator-options.ts';
export type { IgnoredFile, ImportResult } from './import-mail.ts';
export { importMail, MailFolderError } from './import-mail.ts';
export { mimeOf } from './mime.ts';
export type {
  MailWorld,
  WorldAddress,
  WorldAttachment,
  WorldContact,
  WorldEvent,
  WorldFolder,
  WorldFolderChange,
  WorldItem,
  WorldItemChange,
  WorldMailbox,
  WorldMeeting,
  WorldMessage,
  WorldParty,
  WorldRecurrence,
  WorldStore,
  WorldWeekday,
} from './model.ts';
export { fileAttachment, sampleFiles } from './office-files.ts';
export type { Population } from './populate.ts';
export { populate } from './populate.ts';
export { MailStore, StoredFolder } from './store.ts';
export { largeAttachment } from './text-files.ts';
export { bodyAs, conversationOf, isInline, uniqueBody } from './views.ts';
export type { ChangeableWorld, MailboxOptions, TestableMailbox, WorldOptions } from './world.ts';
export { allItems, createWorld, moveToArchive } from './world.ts';
