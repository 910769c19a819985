import { maskAddress, type Settings } from '@connector/shared';
import { redact } from '../runtime/redact.ts';
import { isResting } from '../sync/failure-policy.ts';
import type { FailureRecord, MailboxRef } from '../sync/ports/index.ts';
import { exitCodes } from './options.ts';
import { openState, ownStores } from './state.ts';

/** One failure with the mailbox it is of. */
interface ListedFailure extends FailureRecord, MailboxRef {}

/** Prints the failure records of this worker's mailboxes. Returns the exit code. */
export async function listFailures(
  settings: Settings,
  { json, showAddresses }: { json: boolean; showAddresses: boolean },
): Promise<number> {
  const state = openState(settings);
  const failures: ListedFailure[] = [];
  try {
    for (const mailbox of await ownStores(settings, state)) {
      const shown = showAddresses ? mailbox : { ...mailbox, address: maskAddress(mailbox.address) };
      for await (const page of state.view(mailbox).scanFailures()) {
        failures.push(...page.map((failure) => listed(failure, shown)));
      }
    }
  } finally {
    await state.close();
  }
  if (json) console.log(JSON.stringify({ failures }));
  else print(failures);
  return exitCodes.complete;
}

/** Messages come from services, which echo what they were sent. */
function listed(failure: FailureRecord, mailbox: MailboxRef): ListedFailure {
  return { ...failure, ...mailbox, message: redact(failure.message) };
}

function print(failures: readonly ListedFailure[]): void {
  console.log(
    failures.length === 0
      ? 'No message is on record as failed.'
      : `${failures.length} messages are on record as failed:`,
  );
  for (const failure of failures) {
    const { address, store, code, message, attempts, lastSeenAt, nextAttemptAt } = failure;
    const next = isResting(failure)
      ? 'not tried again before it changes'
      : `tried again after ${new Date(nextAttemptAt).toISOString()}`;
    console.log(`  ${address} (${store}) ${code}: ${message}`);
    console.log(`    ${attempts} attempts, last ${new Date(lastSeenAt).toISOString()}, ${next}`);
  }
}
