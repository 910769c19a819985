import type { Template } from 'aws-cdk-lib/assertions';
import { readable } from './readable.ts';

/** A statement of a policy, as text. */
export interface Statement {
  /** Logical id of the role or bucket that it is attached to. */
  readonly on: string;
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  /** Trust has none. */
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** Every statement of every policy in a template, wherever it stands. */
export function statementsOf(template: Template): readonly Statement[] {
  const resources: Record<string, { Type: string; Properties?: Record<string, unknown> }> =
    template.toJSON()['Resources'];
  return Object.entries(resources).flatMap(([id, { Properties = {} }]) => {
    const { Roles, Bucket } = Properties as { Roles?: unknown[]; Bucket?: unknown };
    const on = String(readable(Roles?.[0] ?? Bucket ?? { Ref: id })).replace(/[<>]/g, '');
    return documentsIn(Properties).flatMap((statements) => statements.map((each) => ({ ...each, on })));
  });
}

/** Policies stand under many names: `PolicyDocument`, `AssumeRolePolicyDocument`, inline ones in lists. */
function documentsIn(value: unknown): readonly Statement[][] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Statement' in value && 'Version' in value) return [readable(value.Statement) as Statement[]];
  return Object.values(value).flatMap(documentsIn);
}
