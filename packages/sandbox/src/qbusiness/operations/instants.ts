import { z } from 'zod';
import { validation } from '../errors.ts';

/**
 * A timestamp of a query in milliseconds since the epoch, or undefined without it.
 * @throws ServiceError ValidationException when it is no ISO 8601 timestamp
 */
export function instantOf(query: URLSearchParams, name: string): number | undefined {
  const given = query.get(name);
  if (given === null) return undefined;
  if (z.iso.datetime({ offset: true }).safeParse(given).success) return Date.parse(given);
  throw validation(`${name} is ${given}, which is no ISO 8601 timestamp such as 2026-11-27T00:00:00Z`);
}
