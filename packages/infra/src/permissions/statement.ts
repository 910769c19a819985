import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** A permission. Each has an id that says what for; the tests hold a list of them with their reasons. */
export interface Permission {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function allow({ sid, actions, resources, conditions = {} }: Permission): PolicyStatement {
  return new PolicyStatement({ sid, actions: [...actions], resources: [...resources], conditions });
}

export function deny({ sid, actions, resources }: Permission): PolicyStatement {
  return new PolicyStatement({ sid, effect: Effect.DENY, actions: [...actions], resources: [...resources] });
}
