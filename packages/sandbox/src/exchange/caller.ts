import type { MailWorld, WorldFolder, WorldMailbox, WorldStore } from '../mail/index.ts';
import { ResponseError, SoapFault } from './soap.ts';
import type { XmlElement } from './xml.ts';
import { children, descend, textOf } from './xml.ts';

/** Who a request speaks for. */
export interface Caller {
  readonly mailbox: WorldMailbox;
  /** How a mailbox without an archive says so; servers differ. */
  readonly archiveAbsent: ArchiveAbsent;
}

export type ArchiveAbsent = 'ErrorFolderNotFound' | 'ErrorArchiveMailboxNotEnabled';

/**
 * The mailbox that a request impersonates; `X-AnchorMailbox` has to name it too.
 * @throws SoapFault
 */
export function impersonated(
  header: XmlElement | undefined,
  anchor: string | undefined,
  { world, has = () => true }: { readonly world: MailWorld; readonly has?: (address: string) => boolean },
): WorldMailbox {
  const sid = descend(header, 'ExchangeImpersonation', 'ConnectingSID');
  const address = children(sid)
    .map((element) =>
      ['SmtpAddress', 'PrimarySmtpAddress'].includes(element.localName ?? '') ? textOf(element) : undefined,
    )
    .find((text) => text !== undefined);
  if (address === undefined) {
    const message = 'ExchangeImpersonation SOAP header must be present for this type of OAuth token.';
    throw new SoapFault('ErrorInvalidRequest', message);
  }
  if (anchor?.toLowerCase() !== address.toLowerCase()) {
    throw new SoapFault(
      'ErrorInvalidRequest',
      `X-AnchorMailbox is ${anchor ?? 'missing'} but ${address} is impersonated.`,
    );
  }
  const mailbox = world.mailbox(address);
  if (mailbox === undefined || !has(mailbox.address)) {
    throw new SoapFault('ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.');
  }
  return mailbox;
}

/** A folder with its store. */
export interface FoundFolder {
  readonly folder: WorldFolder;
  readonly store: WorldStore;
  readonly kind: 'primary' | 'archive';
}

/** Finds the folder that a FolderId or DistinguishedFolderId names; the root without either. @throws ResponseError */
export function findFolder(caller: Caller, reference: XmlElement | undefined): FoundFolder {
  const { mailbox } = caller;
  const id = reference?.getAttribute('Id') ?? '';
  if (reference === undefined) return { folder: mailbox.primary.root, store: mailbox.primary, kind: 'primary' };
  if (reference.localName === 'DistinguishedFolderId') return findDistinguished(caller, reference);
  for (const kind of ['primary', 'archive'] as const) {
    const store = mailbox[kind];
    const folder = store?.folder(id);
    if (store !== undefined && folder !== undefined) return { folder, store, kind };
  }
  throw new ResponseError('ErrorItemNotFound', 'The specified object was not found in the store.');
}

function findDistinguished({ mailbox, archiveAbsent }: Caller, reference: XmlElement): FoundFolder {
  const id = reference.getAttribute('Id') ?? '';
  const named = textOf(descend(reference, 'Mailbox', 'EmailAddress'));
  if (named !== undefined && named.toLowerCase() !== mailbox.address) {
    throw new ResponseError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  }
  const kind = id.startsWith('archive') && id !== 'archive' ? 'archive' : 'primary';
  const store = mailbox[kind];
  if (store === undefined)
    throw new ResponseError(archiveAbsent, 'The mailbox has no archive, or the folder could not be found.');
  const folder = store.root.distinguishedId === id ? store.root : store.wellKnown(id);
  if (folder === undefined) {
    throw new ResponseError('ErrorFolderNotFound', 'The specified folder could not be found in the store.');
  }
  return { folder, store, kind };
}
