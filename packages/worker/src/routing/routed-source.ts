import type { Failure } from '../errors.ts';
import type { MailSource } from '../sync/ports/index.ts';
import { archiveReader } from './archive-reader.ts';
import { hybridReader } from './hybrid-reader.ts';
import { type Places, placeOf } from './places.ts';

/** Sources by what is read through them. */
export interface RoutedSources {
  /** Whatever no other one of them serves. */
  readonly main: MailSource;
  /** Archives. */
  readonly archives?: MailSource | undefined;
  /** Mailboxes that the main source does not have, with their archives. */
  readonly onPremises?: MailSource | undefined;
  /** Whether this answer of the main source means that it does not have the mailbox. */
  readonly isElsewhere: (failure: Failure) => boolean;
}

/**
 * One source of mail out of several. Where a mailbox is, is asked once and remembered for as long as the source lives, which
 * is one run: a mailbox that is moved to the cloud is read there from the next run on.
 */
export function createRoutedSource({ main, archives, onPremises, isElsewhere }: RoutedSources): MailSource {
  const sides = [archives, onPremises].filter((source) => source !== undefined);
  const places: Places = new Map();
  return {
    probe: async (signal) => {
      await main.probe(signal);
      await Promise.all(sides.map((source) => source.probe(signal)));
    },
    open: (mailbox) => {
      const { address, store } = mailbox;
      const usual = store === 'archive' ? (archives ?? main) : main;
      if (onPremises === undefined) return usual.open(mailbox);
      const both = { cloud: usual.open(mailbox), onPremises: onPremises.open(mailbox) };
      if (store === 'archive') {
        // Known as a rule, as mailboxes are read before their archives.
        const primary = main.open({ address, store: 'primary' });
        const locate = (signal: AbortSignal) => placeOf({ places, address, mailbox: primary, isElsewhere, signal });
        return archiveReader({ ...both, locate });
      }
      return hybridReader({
        ...both,
        isElsewhere,
        isKnownElsewhere: () => places.get(address) === 'on-premises',
        found: (place) => places.set(address, place),
      });
    },
    close: async () => {
      await Promise.all([main, ...sides].map((source) => source.close()));
    },
  };
}
