import type { StoredDocument } from '../qbusiness/index.ts';
import type { Sandbox } from '../sandbox.ts';
import { textOf } from './finding.ts';

/** Somebody who has no mailbox here. */
const stranger = 'stranger@elsewhere.example';

/** The mailboxes, and the index that is asked who sees what. */
export type Asked = Pick<Sandbox, 'world' | 'qbusiness' | 'staging'>;

/**
 * Why a document is not seen by its owner alone, as phrases; none when it is.
 * @param owner whose message it is, as the mailboxes have it; undefined when nothing explains the document
 */
export function accessProblems(document: StoredDocument, owner: string | undefined, asked: Asked): readonly string[] {
  return [
    ...listProblems(document, owner),
    ...attributeProblems(document, owner),
    ...visibilityProblems(document, owner, asked),
  ];
}

/** The access list has to name the owner and nobody else. */
function listProblems({ access }: StoredDocument, owner: string | undefined): readonly string[] {
  if (access === undefined) return ['it has no access list, so that everybody sees it'];
  const principals = access.accessControls.flatMap((control) => control.principals);
  const [only, ...more] = principals;
  const user = only?.user;
  const isOwner = user?.id === owner && user?.access === 'ALLOW' && user.membershipType !== 'DATASOURCE';
  return isOwner && more.length === 0
    ? []
    : [`its access list is ${JSON.stringify(principals)}, not ${owner ?? 'known'} alone`];
}

function attributeProblems(document: StoredDocument, owner: string | undefined): readonly string[] {
  const named = textOf(document, 'xchng_accountOwner');
  return named === owner ? [] : [`it says that its owner is ${named ?? 'nobody'}, not ${owner ?? 'known'}`];
}

/** What CheckDocumentAccess would answer for everybody there is. */
function visibilityProblems(
  { id }: StoredDocument,
  owner: string | undefined,
  { world, qbusiness }: Asked,
): readonly string[] {
  return [...world.addresses, stranger].flatMap((address) => {
    const sees = qbusiness.documents.canSee(address, id);
    if (sees === (address === owner)) return [];
    return sees ? [`${address} sees it`] : [`its owner ${address} does not see it`];
  });
}
