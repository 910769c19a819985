import { ConnectorError } from '../errors.ts';
import { textIn, type XmlElement } from './read-xml.ts';

/** Where a page of changes, of folders or of items, leads to. */
interface Progress {
  readonly cursor: string;
  readonly complete: boolean;
}

/**
 * Where a page leads to. One that says that more follows and stays where it was, or that names no place at all, is not taken:
 * whoever asks for the rest would get the same page for ever.
 * @param lastFlag name of the element that says whether the page is the last one
 * @param asked the cursor that the page was asked for with
 * @throws ConnectorError `ews.unreadable-answer` or `ews.no-progress`
 */
export function progressed(page: XmlElement | undefined, lastFlag: string, asked: string | undefined): Progress {
  const last = textIn(page, lastFlag);
  if (last === undefined) {
    const message = `the answer of Exchange does not say ${lastFlag}`;
    throw new ConnectorError({ code: 'ews.unreadable-answer', kind: 'transient', message });
  }
  const cursor = textIn(page, 'SyncState') ?? '';
  const complete = last !== 'false';
  if (cursor !== '' && (complete || cursor !== asked)) return { cursor, complete };
  const message = 'Exchange stays in the same place although more changes follow, or does not say where it is';
  throw new ConnectorError({ code: 'ews.no-progress', kind: 'transient', message });
}
