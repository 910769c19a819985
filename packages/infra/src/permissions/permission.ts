import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcard } from '../acknowledge.ts';

/** What a role may do, or must never do. The tests hold a list of all of them with their reasons. */
export interface Permission {
  /** Says what for. */
  readonly sid: string;
  readonly effect?: Effect;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Why one of the resources has a wildcard. */
  readonly whyWide?: string;
}

/** Gives a role these permissions, one statement each. */
export function give(role: Role, permissions: readonly Permission[]): void {
  for (const { sid, effect = Effect.ALLOW, actions, resources, conditions = {}, whyWide } of permissions) {
    role.addToPolicy(
      new PolicyStatement({ sid, effect, actions: [...actions], resources: [...resources], conditions }),
    );
    if (whyWide === undefined) continue;
    const wide = resources.filter((resource) => resource.includes('*'));
    for (const resource of wide) acknowledgeWildcard(role, resource, whyWide);
  }
}
