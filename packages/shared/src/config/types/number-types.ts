import * as z from 'zod';
import { showPlain } from '../show-value.ts';
import type { ValueType } from '../value-type.ts';

/** A whole number within bounds, both included. */
export function wholeNumber(minimum: number, maximum: number, unit?: string): ValueType<number> {
  return bounded({ name: 'whole number', pattern: /^-?\d+$/, minimum, maximum, unit });
}

/** A number within bounds, both included. */
export function decimal(minimum: number, maximum: number, unit?: string): ValueType<number> {
  return bounded({ name: 'number', pattern: /^\d+(\.\d+)?$/, minimum, maximum, unit });
}

interface Bounded {
  readonly name: string;
  readonly pattern: RegExp;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string | undefined;
}

function bounded({ name, pattern, minimum, maximum, unit }: Bounded): ValueType<number> {
  const schema = z
    .string()
    .trim()
    .regex(pattern)
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum)) as unknown as z.ZodType<number>;
  const range = `from ${minimum} to ${maximum}`;
  const counted = unit === undefined ? {} : { unit };
  return {
    name,
    ...counted,
    range,
    allowed: [name, unit && `of ${unit}`, range].filter(Boolean).join(' '),
    schema,
    show: showPlain,
  };
}
