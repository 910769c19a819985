import { Stack } from 'aws-cdk-lib';
import { Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';

/** What the worker may do, one statement for each reason. */
export function grantWorker(scope: Construct, role: IRole, environment: string): void {
  const { partition, region, account } = Stack.of(scope);
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const prefix = `/exchange-connector/${environment}`;
  const table = arn('dynamodb', `table/exchange-connector-${environment}`);
  const parameter = (name: string) => StringParameter.valueForStringParameter(scope, `${prefix}/${name}`);
  const application = arn('qbusiness', `application/${parameter('qbusiness-application-id')}`);
  const index = `${application}/index/${parameter('qbusiness-index-id')}`;
  const dataSource = `${index}/data-source/${parameter('qbusiness-datasource-id')}`;
  const allow = (sid: string, actions: readonly string[], resources: readonly string[]): void => {
    role.addToPrincipalPolicy(new PolicyStatement({ sid, actions: [...actions], resources: [...resources] }));
  };

  allow(
    'ReadParameters',
    ['ssm:GetParametersByPath'],
    [arn('ssm', `parameter${prefix}`), arn('ssm', `parameter${prefix}/*`)],
  );
  allow(
    'CreateStateTable',
    [
      'dynamodb:CreateTable',
      'dynamodb:DescribeContinuousBackups',
      'dynamodb:DescribeTable',
      'dynamodb:DescribeTimeToLive',
      'dynamodb:TagResource',
      'dynamodb:UpdateContinuousBackups',
      'dynamodb:UpdateTimeToLive',
    ],
    [table],
  );
  allow(
    'KeepState',
    [
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Scan',
    ],
    [table],
  );
  allow(
    'WriteDocuments',
    ['qbusiness:BatchPutDocument', 'qbusiness:BatchDeleteDocument', 'qbusiness:GetIndex', 'qbusiness:ListDocuments'],
    [application, index],
  );
  allow(
    'RunSyncJobs',
    [
      'qbusiness:GetDataSource',
      'qbusiness:StartDataSourceSyncJob',
      'qbusiness:StopDataSourceSyncJob',
      'qbusiness:ListDataSourceSyncJobs',
    ],
    [application, index, dataSource],
  );
  role.addToPrincipalPolicy(
    new PolicyStatement({
      sid: 'NeverPublishDocuments',
      effect: Effect.DENY,
      actions: ['qbusiness:DisableAclOnDataSource'],
      resources: [application],
    }),
  );
}
