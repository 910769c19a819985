/** What a folder holds that may be indexed. */
export type FolderKind = 'mail' | 'calendar' | 'contacts';

/** Folder class of mail; sub-classes such as `IPF.Note.Custom` are mail too. */
const mailClass = 'ipf.note';
/** RSS feeds call themselves mail. */
const feedClass = 'ipf.note.outlookhomepage';

/**
 * By the class of the folder, which is the same in all languages; none means mail. Undefined for a kind that is never indexed.
 * Sub-classes of calendars and contacts are what programs keep: birthdays, people whom somebody once wrote to
 * (`IPF.Contact.RecipientCache`), copies of the address book (`IPF.Contact.GalContacts`).
 */
export function folderKind(folderClass = ''): FolderKind | undefined {
  const lowered = folderClass.toLowerCase();
  if (lowered === 'ipf.appointment') return 'calendar';
  if (lowered === 'ipf.contact') return 'contacts';
  const isMail = lowered === '' || lowered === mailClass || lowered.startsWith(`${mailClass}.`);
  return isMail && !lowered.startsWith(feedClass) ? 'mail' : undefined;
}
