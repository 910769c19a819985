import type { WorldItem } from '../../mail/index.ts';
import { badRequest } from '../errors.ts';

/** When messages of a list were received: from an instant on, and before another. */
export interface ReceivedSpan {
  readonly from: Date;
  readonly before: Date;
}

const span = /^receivedDateTime\s+ge\s+(\S+)\s+and\s+receivedDateTime\s+lt\s+(\S+)$/i;

/** The one filter that lists know here: `receivedDateTime ge` an instant and `lt` another. @throws GraphError */
export function readReceivedSpan(filter: string): ReceivedSpan {
  const [, from = '', before = ''] = span.exec(filter.trim()) ?? [];
  const read = { from: new Date(from), before: new Date(before) };
  if (!Number.isNaN(read.from.getTime()) && !Number.isNaN(read.before.getTime())) return read;
  throw badRequest(`Invalid filter clause: '${filter}'.`, 'ErrorInvalidUrlQueryFilter');
}

/** The one filter that change tracking knows: `receivedDateTime ge` or `gt` an instant. @throws GraphError */
export function readReceivedFilter(filter: string | undefined): (item: WorldItem) => boolean {
  if (filter === undefined) return () => true;
  const [, operator = '', instant = ''] = /^receivedDateTime\s+(ge|gt)\s+(\S+)$/i.exec(filter.trim()) ?? [];
  const from = Date.parse(instant);
  if (Number.isNaN(from)) {
    const message = `Change tracking is filtered by receivedDateTime ge or gt alone, not by '${filter}'.`;
    throw badRequest(message, 'ErrorInvalidUrlQuery');
  }
  return (item) => {
    const received = item.receivedMs();
    return received !== undefined && (operator.toLowerCase() === 'ge' ? received >= from : received > from);
  };
}
