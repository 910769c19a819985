import type { MailMessage } from '../documents/index.ts';

/** One reason for which a message may stay out. */
export interface MessageRule {
  /** Said in counts and logs. */
  readonly code: `filtered.${string}`;
  refuses(message: MailMessage, now: Date): boolean;
  /** What decides, as JSON: the scope of a mailbox is another one as soon as this differs. */
  readonly definition: unknown;
}
