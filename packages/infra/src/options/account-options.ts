import { flag, nameOf, setting, settingsTable, wholeNumber } from '@connector/shared';
import { oneOfNumbers, someOf, tagList } from './types.ts';

const { dynamodbTableName } = settingsTable;

/** Interface endpoints that can be asked for. */
export const interfaceEndpoints = ['qbusiness', 'ssm', 'logs', 'ecr', 'sts'] as const;

/** Days that CloudWatch Logs can keep events for. AWS: PutRetentionPolicy. */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Options of what surrounds the services: network, settings, state, watching. */
export const accountOptions = {
  vpcId: setting({
    name: 'vpcId',
    type: nameOf(/^vpc-[0-9a-f]{8,17}$/, 'the id of a VPC, such as `vpc-0123456789abcdef0`'),
    defaultDoc: 'none; the stack makes a VPC of its own',
    doc: 'An existing VPC with private subnets that reach the internet. It is looked up, which needs credentials of the account.',
    advice:
      'Use it where networks are somebody else’s: flow logs and gateway endpoints are theirs too. Decide before the first deployment, since a change replaces the network.',
  }),
  maxAzs: setting({
    name: 'maxAzs',
    type: wholeNumber(1, 3, 'availability zones'),
    default: '2',
    doc: 'Availability zones of the VPC that the stack makes. Without effect with `vpcId`.',
    advice: 'Two survive the loss of one. Every region that has Amazon Q Business has three.',
  }),
  natGateways: setting({
    name: 'natGateways',
    type: wholeNumber(1, 3, 'gateways'),
    default: '1',
    note: 'not more than `maxAzs`',
    doc: 'NAT gateways of the VPC that the stack makes; its way to Exchange and Entra ID. Without effect with `vpcId`.',
    advice: 'One for each zone keeps the others going when a zone fails. Each costs by the hour and by what passes.',
  }),
  vpcEndpoints: setting({
    name: 'vpcEndpoints',
    type: someOf(...interfaceEndpoints),
    defaultDoc: 'none; DynamoDB and S3 have gateway endpoints all the same',
    doc: 'Interface endpoints, so that calls to these services do not leave the network of AWS; `ecr` makes two.',
    advice:
      'Each costs by the hour in each availability zone. With `vpcId`, leave out those that the VPC has. AWS refuses one in a zone that does not have it, which stops the deployment: leave that one out, or bring a VPC in other zones.',
  }),
  parameterPrefix: setting({
    name: 'parameterPrefix',
    type: nameOf(
      /^(?!\/(?:aws|ssm)(?:\/|$))(?:\/[a-zA-Z0-9_.-]+){1,15}$/i,
      'a path such as `/exchange-connector/dev`, not under `/aws` or `/ssm`',
    ),
    defaultDoc: '`/exchange-connector/<environment>`',
    doc: 'Where in Parameter Store the settings of the worker stand. The ids of the application, the index and the data source have to be there before a deployment, as String parameters.',
    advice: 'Leave it, unless your company has a scheme of its own. The worker may read nothing else.',
  }),
  tableName: setting({
    name: 'tableName',
    type: dynamodbTableName.type,
    defaultDoc: '`exchange-connector-<environment>`',
    doc: 'DynamoDB table that remembers what is indexed. The worker creates it, and `cdk destroy` leaves it.',
    advice: 'A new name means that everything is indexed again.',
  }),
  stagingBucket: setting({
    name: 'stagingBucket',
    type: nameOf(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket, or `create`'),
    defaultDoc: 'none; such attachments are left out, with a reason',
    doc: 'Bucket through which attachments that are too large for a request reach the index: an existing one by its name, or `create` for one of the stack’s own.',
    advice:
      '`create` makes it private, encrypted, for TLS alone, and removes objects after three days; `cdk destroy` removes the bucket when it is empty. An existing one has to be in the same account and region, and to have a lifecycle rule that removes objects under `exchange-connector/` after two days or more.',
  }),
  federatedCredential: setting({
    name: 'federatedCredential',
    type: flag,
    default: 'false',
    doc: 'Allow the workers to ask AWS for tokens that Entra ID takes instead of a stored secret or certificate.',
    advice:
      'Switch it on when outbound web identity federation is enabled in the account and the application in Entra ID trusts the role in the output `TaskRoleArn`.',
  }),
  logRetentionDays: setting({
    name: 'logRetentionDays',
    type: oneOfNumbers(retentionDays, 'days'),
    default: '90',
    doc: 'How long log lines of the workers and flow logs of the VPC are kept.',
    advice: 'Logs hold no subject, body or address in clear. Longer costs storage.',
  }),
  alarmEmail: setting({
    name: 'alarmEmail',
    type: nameOf(/^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/, 'an e-mail address'),
    defaultDoc: 'none; alarms reach the SNS topic alone',
    doc: 'Who gets alarms by e-mail. The address has to be confirmed once, by the link in the first message.',
    advice: 'Use a list, not a person.',
  }),
  tags: setting({
    name: 'tags',
    type: tagList,
    defaultDoc: 'none; `Application` and `Environment` are always set',
    doc: 'Tags of everything in the stack; in `cdk.json` also an object.',
    advice: 'For cost allocation. A tag of the same name replaces one of the stack’s own.',
  }),
} as const;
