import { ConnectorError } from '../errors.ts';

/** A page of changes, of folders or of items. */
interface ChangePage {
  readonly cursor: string;
  readonly complete: boolean;
}

/**
 * The page, unless it says that more follows and stays where it was, or nowhere: whoever asks for the rest would get the
 * same page for ever.
 * @throws ConnectorError `ews.no-progress`
 */
export function progressed<P extends ChangePage>(page: P, asked: string | undefined): P {
  const cursor = page.cursor ?? '';
  if (page.complete || (cursor !== '' && cursor !== asked)) return page;
  const message = 'Exchange says that more changes follow, and stays in the same place';
  throw new ConnectorError({ code: 'ews.no-progress', kind: 'transient', message });
}
