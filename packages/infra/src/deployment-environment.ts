import type { Environment } from 'aws-cdk-lib';
import type { StackOptions } from './options.ts';

/** What the CDK found out from the credentials; undefined without any. */
export interface FoundAccount {
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/**
 * Account and region that the template is bound to: none, so that it is the same wherever it is made, unless an existing
 * VPC has to be looked up.
 * @throws Error when there are no credentials to look it up with
 */
export function deploymentEnvironment(
  { vpcId }: Pick<StackOptions, 'vpcId'>,
  { account, region }: FoundAccount,
): Environment | undefined {
  if (vpcId === undefined) return undefined;
  if (account !== undefined && region !== undefined) return { account, region };
  const missing = account === undefined ? 'account' : 'region';
  throw new Error(
    `vpcId is ${vpcId}, which has to be looked up, but the CDK found no ${missing}. ` +
      'Give it credentials and a region: --profile, or AWS_PROFILE and AWS_REGION. Without vpcId the stack makes a VPC of its own.',
  );
}
