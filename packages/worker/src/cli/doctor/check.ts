import { toFailure } from '../../errors.ts';

/** How a check ended: as it should, usable all the same, not usable, or not looked at. */
export type CheckStatus = 'pass' | 'warn' | 'fail' | 'skip';

/** What a check found. */
export interface Finding {
  readonly status: CheckStatus;
  /** What is the case. */
  readonly finding: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** One thing that has to be right. */
export interface Check {
  readonly name: string;
  /** What to do when it throws; errors say more. */
  readonly remedy?: string;
  /** @throws whatever goes wrong: it becomes a finding */
  run(signal: AbortSignal): Promise<Finding>;
}

export interface CheckResult extends Finding {
  readonly name: string;
}

/**
 * Runs one check; whatever happens in it, this one result comes of it, within the limit.
 * @param limitMs milliseconds that it may take
 */
export async function runCheck({ name, remedy, run }: Check, limitMs: number): Promise<CheckResult> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return { name, ...(await Promise.race([run(limit), untilAborted(limit)])) };
  } catch (thrown) {
    const finding = limit.aborted ? `there was no result within ${limitMs / 1000} seconds` : toFailure(thrown).message;
    return { name, status: 'fail', finding, ...(remedy === undefined ? {} : { remedy }) };
  }
}

/** For what does not heed the signal. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
