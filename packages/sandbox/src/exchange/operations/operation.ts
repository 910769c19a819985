import type { WorldItem } from '../../mail/index.ts';
import type { Caller } from '../caller.ts';
import { ResponseError } from '../soap.ts';
import type { XmlElement } from '../xml.ts';

/** What an operation works with. */
export interface OperationContext {
  readonly caller: Caller;
  /** Valid by the rules of its operation. */
  readonly request: XmlElement;
  /** Errors of single items on demand: a code, or undefined. */
  readonly itemError: (itemId: string) => string | undefined;
  /** Items of a page of changes at the most. */
  readonly pageEntries: number;
}

/** The response messages of an operation, one for each thing asked for. */
export type Operation = (context: OperationContext) => Promise<readonly string[]>;

/** The item with this id. @throws ResponseError */
export function requireItem({ caller, itemError }: OperationContext, id: string): WorldItem {
  const demanded = itemError(id);
  if (demanded !== undefined) throw new ResponseError(demanded, 'A fault on demand.');
  if (!/^[A-Za-z0-9+/=]{40,}$/.test(id)) throw new ResponseError('ErrorInvalidIdMalformed', 'Id is malformed.');
  const item = findItem(caller, id);
  if (item === undefined) throw notFound();
  return item;
}

export function findItem({ mailbox: { primary, archive } }: Caller, id: string): WorldItem | undefined {
  return primary.item(id) ?? archive?.item(id);
}

export function notFound(): ResponseError {
  return new ResponseError('ErrorItemNotFound', 'The specified object was not found in the store.');
}
