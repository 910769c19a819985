import { type Asked, accessProblems } from './access.ts';
import { expectedMessages } from './expected.ts';
import { type ReportedFailure, reasonsOf } from './failures.ts';
import { type Finding, findingOf, findingOfDocument, textOf } from './finding.ts';
import { type Matched, matchDocuments } from './match.ts';
import { differencesOf } from './message-check.ts';

/** How the index differs from the mailboxes. */
export interface Comparison {
  readonly messages: number;
  /** Messages whose own document is there once and as it should be. */
  readonly messagesInIndex: number;
  /** The others of which the worker has on record why. */
  readonly messagesReported: number;
  readonly attachments: number;
  readonly documents: number;
  /** What should be there and is not, or is not as it should be; with the reason where the worker has one on record. */
  readonly missing: readonly Finding[];
  /** Documents that nothing explains. */
  readonly extra: readonly Finding[];
  /** Documents that are not seen by their owners alone. */
  readonly leaked: readonly Finding[];
  /** Documents that the index accepted and could not index, by reason. */
  readonly failedInIndex: Readonly<Record<string, number>>;
  /** Documents of each mailbox. */
  readonly documentsByMailbox: Readonly<Record<string, number>>;
}

/** Compares the whole index with all mailboxes, document by document. */
export async function compare(asked: Asked, failures: readonly ReportedFailure[]): Promise<Comparison> {
  const expected = await expectedMessages(asked.world, asked.staging);
  const documents = [...asked.qbusiness.documents.all()];
  const matched = matchDocuments(expected, documents);
  const missing: Finding[] = [];
  const surplus: Finding[] = [];
  let messagesInIndex = 0;
  let messagesReported = 0;
  for (const message of expected) {
    const differences = await differencesOf(message, matched.found.get(message));
    const { whole, part } = reasonsOf(message, failures);
    const ofMessage = matched.found.has(message) ? part : whole;
    if (differences.message.length === 0) messagesInIndex += 1;
    else if (ofMessage !== undefined) messagesReported += 1;
    missing.push(...differences.message.map((finding) => because(finding, ofMessage)));
    missing.push(...differences.attachments.map((finding) => because(finding, ofMessage)));
    surplus.push(...differences.surplus);
  }
  return {
    messages: expected.length,
    messagesInIndex,
    messagesReported,
    attachments: expected.reduce((sum, { attachments }) => sum + attachments.length, 0),
    documents: documents.length,
    missing,
    extra: [
      ...matched.extra.map((document) => findingOfDocument(document, `a document "${document.title}"`)),
      ...surplus,
    ],
    leaked: leaks(matched, asked),
    failedInIndex: countBy(documents.flatMap(({ failure }) => failure ?? [])),
    documentsByMailbox: countBy(documents.map((document) => textOf(document, 'xchng_accountOwner') ?? '?')),
  };
}

function because(finding: Finding, reason: string | undefined): Finding {
  return reason === undefined ? finding : { ...finding, reason };
}

/** Whose a document is, the mailboxes say: an attachment belongs to whom its message belongs. */
function leaks({ found, extra }: Matched, asked: Asked): readonly Finding[] {
  const explained = [...found].flatMap(([message, { document, attachments }]) =>
    [document, ...attachments].flatMap((each) => {
      const problems = accessProblems(each, message.owner, asked);
      return problems.length === 0 ? [] : [findingOf(message, `"${each.title}": ${problems.join('; ')}`)];
    }),
  );
  // Nothing else says whose these are.
  const unexplained = extra.flatMap((document) => {
    const problems = accessProblems(document, textOf(document, 'xchng_accountOwner'), asked);
    return problems.length === 0 ? [] : [findingOfDocument(document, `"${document.title}": ${problems.join('; ')}`)];
  });
  return [...explained, ...unexplained];
}

/** How many there are of each. */
export function countBy(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
