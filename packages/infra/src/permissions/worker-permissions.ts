import { Stack } from 'aws-cdk-lib';
import { Effect } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { StackOptions } from '../options.ts';
import type { Permission } from './permission.ts';
import type { QBusinessTarget } from './qbusiness-target.ts';

/** What the workers may do, one statement for each reason. */
export function workerPermissions(
  scope: Construct,
  { options, target }: { readonly options: StackOptions; readonly target: QBusinessTarget },
): readonly Permission[] {
  const { parameterPrefix, tableName, federatedCredential } = options;
  return [
    ...readSettings(scope, parameterPrefix),
    ...keepState(arn(scope, 'dynamodb', `table/${tableName}`)),
    ...writeIndex(target),
    ...(federatedCredential ? [askForIdentityTokens()] : []),
  ];
}

function arn(scope: Construct, service: string, resource: string): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

function readSettings(scope: Construct, prefix: string): readonly Permission[] {
  const parameters = arn(scope, 'ssm', `parameter${prefix}/*`);
  return [
    {
      sid: 'ReadSettings',
      actions: ['ssm:GetParametersByPath'],
      resources: [arn(scope, 'ssm', `parameter${prefix}`), parameters],
      whyWide: 'everything under the prefix is for the worker',
    },
    {
      sid: 'DecryptSettings',
      actions: ['kms:Decrypt'],
      resources: [arn(scope, 'kms', 'key/*')],
      conditions: {
        StringEquals: { 'kms:ViaService': `ssm.${Stack.of(scope).region}.amazonaws.com` },
        StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': parameters },
      },
      whyWide:
        'whichever key it is, the context that Parameter Store binds a value to lets none but these parameters be decrypted',
    },
  ];
}

function keepState(table: string): readonly Permission[] {
  return [
    {
      sid: 'CreateStateTable',
      actions: [
        'dynamodb:CreateTable',
        'dynamodb:DescribeContinuousBackups',
        'dynamodb:DescribeTable',
        'dynamodb:DescribeTimeToLive',
        'dynamodb:TagResource',
        'dynamodb:UpdateContinuousBackups',
        'dynamodb:UpdateTimeToLive',
      ],
      resources: [table],
    },
    {
      sid: 'KeepState',
      actions: [
        'dynamodb:BatchGetItem',
        'dynamodb:ConditionCheckItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Scan',
      ],
      resources: [table, `${table}/index/*`],
      whyWide: 'an index of the table shows the same rows',
    },
  ];
}

function writeIndex({ application, index, dataSource }: QBusinessTarget): readonly Permission[] {
  return [
    {
      sid: 'WriteDocuments',
      actions: [
        'qbusiness:BatchDeleteDocument',
        'qbusiness:BatchPutDocument',
        'qbusiness:GetApplication',
        'qbusiness:GetIndex',
        'qbusiness:ListDocuments',
      ],
      resources: [application, index],
    },
    {
      sid: 'TellWhoIsInGroups',
      actions: ['qbusiness:DeleteGroup', 'qbusiness:PutGroup'],
      resources: [application, index, dataSource],
    },
    {
      sid: 'RunSyncJobs',
      actions: [
        'qbusiness:GetDataSource',
        'qbusiness:ListDataSourceSyncJobs',
        'qbusiness:StartDataSourceSyncJob',
        'qbusiness:StopDataSourceSyncJob',
      ],
      resources: [application, index, dataSource],
    },
    // Without access lists, every document would be visible to everybody. A prohibition can hardly be too wide.
    {
      sid: 'NeverPublishDocuments',
      effect: Effect.DENY,
      actions: ['qbusiness:DisableAclOnDataSource'],
      resources: ['*'],
    },
  ];
}

/**
 * The conditions make the token worth nothing to anybody but Entra ID, and that for
 * five minutes, which is also what STS gives when no duration is asked for. `ForAllValues` is true of nothing at all, so that
 * the audience has to be there, too.
 */
function askForIdentityTokens(): Permission {
  return {
    sid: 'AskForIdentityTokens',
    actions: ['sts:GetWebIdentityToken'],
    resources: ['*'],
    conditions: {
      'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': 'api://AzureADTokenExchange' },
      Null: { 'sts:IdentityTokenAudience': 'false' },
      NumericLessThanEqualsIfExists: { 'sts:DurationSeconds': 300 },
    },
    whyWide: 'STS knows no resource for this action',
  };
}
