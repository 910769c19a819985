import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says why a finding of cdk-nag is no fault here; without it, the test that runs the checks fails. */
export function acknowledge(construct: IConstruct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${finding}`, reason });
}

/** Says why a role may have this resource with a wildcard. Others that the role may have are still findings. */
export function acknowledgeWildcard(role: IConstruct, resource: string, reason: string): void {
  acknowledge(role, `IAM5[Resource::${asFindingsShow(Stack.of(role).resolve(resource))}]`, reason);
}

/** Findings show references as `<AWS::Region>` and `<Bucket.Arn>`. */
function asFindingsShow(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { Ref: id, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Intrinsic;
  if (join !== undefined) return join[1].map(asFindingsShow).join(join[0]);
  return `<${id ?? attribute?.join('.')}>`;
}

interface Intrinsic {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly string[];
  readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
}
