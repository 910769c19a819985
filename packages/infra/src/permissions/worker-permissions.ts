import { Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { StackOptions } from '../options.ts';
import type { QBusinessTarget } from './qbusiness-target.ts';
import { allow, deny } from './statement.ts';

/** What the workers may do, one statement for each reason. */
export function workerPermissions(
  scope: Construct,
  { options, target }: { readonly options: StackOptions; readonly target: QBusinessTarget },
): readonly PolicyStatement[] {
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

function readSettings(scope: Construct, prefix: string): readonly PolicyStatement[] {
  const parameters = arn(scope, 'ssm', `parameter${prefix}/*`);
  return [
    allow({
      sid: 'ReadSettings',
      actions: ['ssm:GetParametersByPath'],
      resources: [arn(scope, 'ssm', `parameter${prefix}`), parameters],
    }),
    // Which key it is does not matter: the context that Parameter Store binds a value to lets none but these be decrypted.
    allow({
      sid: 'DecryptSettings',
      actions: ['kms:Decrypt'],
      resources: [arn(scope, 'kms', 'key/*')],
      conditions: {
        StringEquals: { 'kms:ViaService': `ssm.${Stack.of(scope).region}.amazonaws.com` },
        StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': parameters },
      },
    }),
  ];
}

function keepState(table: string): readonly PolicyStatement[] {
  return [
    allow({
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
    }),
    allow({
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
    }),
  ];
}

function writeIndex({ application, index, dataSource }: QBusinessTarget): readonly PolicyStatement[] {
  return [
    allow({
      sid: 'WriteDocuments',
      actions: [
        'qbusiness:BatchDeleteDocument',
        'qbusiness:BatchPutDocument',
        'qbusiness:GetIndex',
        'qbusiness:ListDocuments',
      ],
      resources: [application, index],
    }),
    allow({
      sid: 'RunSyncJobs',
      actions: [
        'qbusiness:GetDataSource',
        'qbusiness:ListDataSourceSyncJobs',
        'qbusiness:StartDataSourceSyncJob',
        'qbusiness:StopDataSourceSyncJob',
      ],
      resources: [application, index, dataSource],
    }),
    // Without access lists, every document would be visible to everybody. A prohibition can hardly be too wide.
    deny({ sid: 'NeverPublishDocuments', actions: ['qbusiness:DisableAclOnDataSource'], resources: ['*'] }),
  ];
}

/**
 * STS knows no resource for this action. The conditions make the token worth nothing to anybody but Entra ID, and that for
 * five minutes. `ForAllValues` is true of nothing at all, so that the audience has to be there, too.
 */
function askForIdentityTokens(): PolicyStatement {
  return allow({
    sid: 'AskForIdentityTokens',
    actions: ['sts:GetWebIdentityToken'],
    resources: ['*'],
    conditions: {
      'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': 'api://AzureADTokenExchange' },
      Null: { 'sts:IdentityTokenAudience': 'false' },
      NumericLessThanEquals: { 'sts:DurationSeconds': 300 },
    },
  });
}
