import type { Statement } from '../support/statements.ts';

/** A statement that a template may have, with what it is needed for and why its resources cannot be fewer. */
export interface AllowedStatement {
  readonly reason: string;
  readonly statement: Statement;
}

const arn = (service: string, resource: string) =>
  `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`;
const application = arn('qbusiness', 'application/<parameter of application id>');
const index = `${application}/index/<parameter of index id>`;
const parameters = arn('ssm', 'parameter/exchange-connector/test');
const table = arn('dynamodb', 'table/exchange-connector-test');
const ownAccount = { StringEquals: { 'aws:ResourceAccount': '<AWS::AccountId>' } };

function allowed(on: string, reason: string, statement: Omit<Statement, 'on' | 'Effect'>): AllowedStatement {
  return { reason, statement: { on, Effect: 'Allow', ...statement } };
}

/** The buckets that staging may use, as templates name them. */
const buckets = ['<StagingBucket.Arn>', 'arn:<AWS::Partition>:s3:::existing-bucket'];

const staging = buckets.flatMap((bucket) => [
  allowed('TaskRole', 'puts documents into the bucket, under keys that are not known before', {
    Sid: 'StageDocuments',
    Action: 's3:PutObject',
    Resource: `${bucket}/exchange-connector/*`,
    Condition: ownAccount,
  }),
  allowed('TaskRole', 'refuses a bucket that would keep mail, or remove it too soon', {
    Sid: 'CheckExpiryOfStagedDocuments',
    Action: 's3:GetLifecycleConfiguration',
    Resource: bucket,
    Condition: ownAccount,
  }),
  allowed('StagingReaderRole', 'the index reads what it is told of; keys are not known before', {
    Sid: 'ReadStagedDocuments',
    Action: 's3:GetObject',
    Resource: `${bucket}/exchange-connector/*`,
    Condition: ownAccount,
  }),
]);

const tlsAlone = [{ Bool: { 'aws:SecureTransport': 'false' } }, { NumericLessThan: { 's3:TlsVersion': 1.2 } }].map(
  (Condition): AllowedStatement => ({
    reason: 'forbids everything without TLS 1.2 to everybody',
    statement: {
      on: 'StagingBucket',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:*',
      Resource: ['<StagingBucket.Arn>', '<StagingBucket.Arn>/*'],
      Condition,
    },
  }),
);

const trust = [
  allowed('TaskRole', 'tasks of this account and region alone; a task’s id is not known before', {
    Action: 'sts:AssumeRole',
    Principal: { Service: 'ecs-tasks.amazonaws.com' },
    Condition: {
      StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
      ArnLike: { 'aws:SourceArn': arn('ecs', '*') },
    },
  }),
  allowed('ExecutionRole', 'ECS starts tasks with it', {
    Action: 'sts:AssumeRole',
    Principal: { Service: 'ecs-tasks.amazonaws.com' },
  }),
  allowed('NetworkFlowLogsRole', 'flow logs of this account alone', {
    Action: 'sts:AssumeRole',
    Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
    Condition: { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } },
  }),
  allowed('StagingReaderRole', 'this application of Amazon Q Business alone', {
    Action: 'sts:AssumeRole',
    Principal: { Service: 'qbusiness.amazonaws.com' },
    Condition: {
      StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
      ArnEquals: { 'aws:SourceArn': application },
    },
  }),
];

const worker = [
  allowed('TaskRole', 'settings and secrets are what stands under the prefix, by names that may be added', {
    Sid: 'ReadSettings',
    Action: 'ssm:GetParametersByPath',
    Resource: [parameters, `${parameters}/*`],
  }),
  allowed('TaskRole', 'any key, but only through Parameter Store and only for parameters under the prefix', {
    Sid: 'DecryptSettings',
    Action: 'kms:Decrypt',
    Resource: arn('kms', 'key/*'),
    Condition: {
      StringEquals: { 'kms:ViaService': 'ssm.<AWS::Region>.amazonaws.com' },
      StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': `${parameters}/*` },
    },
  }),
  allowed('TaskRole', 'the worker creates its table, with expiry, backups and tags', {
    Sid: 'CreateStateTable',
    Action: [
      'dynamodb:CreateTable',
      'dynamodb:DescribeContinuousBackups',
      'dynamodb:DescribeTable',
      'dynamodb:DescribeTimeToLive',
      'dynamodb:TagResource',
      'dynamodb:UpdateContinuousBackups',
      'dynamodb:UpdateTimeToLive',
    ],
    Resource: table,
  }),
  allowed('TaskRole', 'rows of the one table; an index of it shows the same rows', {
    Sid: 'KeepState',
    Action: [
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Scan',
    ],
    Resource: [table, `${table}/index/*`],
  }),
  allowed('TaskRole', 'documents, and the capacity that is left; the actions need both resources', {
    Sid: 'WriteDocuments',
    Action: [
      'qbusiness:BatchDeleteDocument',
      'qbusiness:BatchPutDocument',
      'qbusiness:GetApplication',
      'qbusiness:GetIndex',
      'qbusiness:ListDocuments',
    ],
    Resource: [application, index],
  }),
  allowed('TaskRole', 'members of the groups that documents of the one data source name', {
    Sid: 'TellWhoIsInGroups',
    Action: ['qbusiness:DeleteGroup', 'qbusiness:PutGroup'],
    Resource: [application, index, `${index}/data-source/<parameter of datasource id>`],
  }),
  allowed('TaskRole', 'sync jobs of the one data source; the actions need all three resources', {
    Sid: 'RunSyncJobs',
    Action: [
      'qbusiness:GetDataSource',
      'qbusiness:ListDataSourceSyncJobs',
      'qbusiness:StartDataSourceSyncJob',
      'qbusiness:StopDataSourceSyncJob',
    ],
    Resource: [application, index, `${index}/data-source/<parameter of datasource id>`],
  }),
  allowed('TaskRole', 'STS knows no resource for it; for Entra ID alone, and five minutes', {
    Sid: 'AskForIdentityTokens',
    Action: 'sts:GetWebIdentityToken',
    Resource: '*',
    Condition: {
      'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': 'api://AzureADTokenExchange' },
      Null: { 'sts:IdentityTokenAudience': 'false' },
      NumericLessThanEqualsIfExists: { 'sts:DurationSeconds': 300 },
    },
  }),
  allowed('TaskRole', 'hands the one role that reads the bucket to Amazon Q Business alone', {
    Sid: 'LetIndexReadStagedDocuments',
    Action: 'iam:PassRole',
    Resource: '<StagingReaderRole.Arn>',
    Condition: { StringEquals: { 'iam:PassedToService': 'qbusiness.amazonaws.com' } },
  }),
  {
    reason: 'forbids to make documents public, everywhere: a prohibition can hardly be too wide',
    statement: {
      on: 'TaskRole',
      Sid: 'NeverPublishDocuments',
      Effect: 'Deny',
      Action: 'qbusiness:DisableAclOnDataSource',
      Resource: '*',
    },
  },
];

const starting = [
  allowed('ExecutionRole', 'ECR knows no resource for it; the token opens what the next permission says', {
    Action: 'ecr:GetAuthorizationToken',
    Resource: '*',
  }),
  ...[
    'arn:<AWS::Partition>:ecr:eu-west-1:123456789012:repository/team/worker',
    arn('ecr', 'repository/cdk-hnb659fds-container-assets-<AWS::AccountId>-<AWS::Region>'),
  ].map((Resource) =>
    allowed('ExecutionRole', 'pulls the image from its one repository', {
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
      Resource,
    }),
  ),
  allowed('ExecutionRole', 'writes the log of the workers', {
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: '<Logs.Arn>',
  }),
  allowed('NetworkFlowLogsRole', 'writes the log of the network', {
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
    Resource: '<NetworkFlowLogs.Arn>',
  }),
];

/** Of the alarms. In a policy of a key, `*` is the key. */
export const alarmKey = 'MonitoringNotificationsKey';
const alarmTopic = { on: 'MonitoringNotificationsTopicPolicy', Resource: '<MonitoringNotificationsTopic>' } as const;
const alarmsOfThisAccount = {
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Condition: { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } },
} as const;

const alarms: readonly AllowedStatement[] = [
  allowed(alarmKey, 'leaves it to IAM who may do what with the key, as every key that can still be managed does', {
    Action: 'kms:*',
    Principal: { AWS: 'arn:<AWS::Partition>:iam::<AWS::AccountId>:root' },
    Resource: '*',
  }),
  allowed(alarmKey, 'encrypts what alarms say, as SNS asks of who publishes', {
    ...alarmsOfThisAccount,
    Sid: 'AlarmsEncrypt',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
  }),
  {
    reason: 'forbids everybody to publish without TLS',
    statement: {
      ...alarmTopic,
      Sid: 'AllowPublishThroughSSLOnly',
      Effect: 'Deny',
      Action: 'sns:Publish',
      Principal: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  },
  {
    reason: 'alarms of this account publish, and nobody else',
    statement: {
      ...alarmTopic,
      ...alarmsOfThisAccount,
      Sid: 'AlarmsPublish',
      Effect: 'Allow',
      Action: 'sns:Publish',
    },
  },
];

/** Everything that any template of ours allows or forbids. */
export const allowedStatements: readonly AllowedStatement[] = [
  ...trust,
  ...worker,
  ...starting,
  ...staging,
  ...tlsAlone,
  ...alarms,
];
