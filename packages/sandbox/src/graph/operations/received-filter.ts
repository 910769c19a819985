import type { WorldItem } from '../../mail/index.ts';
import { badRequest } from '../errors.ts';

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
    const received = item.content().receivedAt?.getTime();
    return received !== undefined && (operator.toLowerCase() === 'ge' ? received >= from : received > from);
  };
}
