import { maskAddress } from '@connector/shared';
import { describe, expect, it } from '@jest/globals';
import type { DeployedService, DeployedStack } from '../../scripts/deployment/deployed-stack.ts';
import {
  expectDifference,
  expectRuns,
  expectSameResources,
  expectStack,
} from '../../scripts/deployment/expectations.ts';

const taskRole = 'arn:aws:iam::123456789012:role/TaskRole';
const service = (index: number, total: number, environment = {}): DeployedService => ({
  name: `worker-${index + 1}`,
  desiredCount: 1,
  task: { taskRoleArn: taskRole, requiresCompatibilities: ['FARGATE'], status: 'ACTIVE' },
  environment: {
    CONTAINER_INDEX: String(index),
    TOTAL_CONTAINERS: String(total),
    ENVIRONMENT: 'test',
    ...environment,
  },
});
const stack = (changes: Partial<DeployedStack> = {}): DeployedStack => ({
  status: 'UPDATE_COMPLETE',
  outputs: {
    ClusterName: 'exchange-connector-test',
    WorkerCount: '2',
    LogGroupName: 'logs',
    TableName: 'exchange-connector-test',
    ParameterPrefix: '/exchange-connector/test',
    TaskRoleArn: taskRole,
  },
  resources: [
    { id: 'Logs1', type: 'AWS::Logs::LogGroup', physicalId: 'logs' },
    { id: 'Vpc', type: 'AWS::EC2::VPC', physicalId: 'vpc-1' },
    { id: 'Task', type: 'AWS::ECS::TaskDefinition', physicalId: 'task:1' },
  ],
  templateIds: ['Vpc', 'Task', 'Logs1'],
  services: [service(0, 2), service(1, 2)],
  ...changes,
});

describe('a deployed stack', () => {
  it('is as it should be', () => {
    expect(() => expectStack(stack(), 'test', 2)).not.toThrow();
  });

  it.each<[string, Partial<DeployedStack>]>([
    ['rolled back', { status: 'UPDATE_ROLLBACK_COMPLETE' }],
    ['without a resource of its template', { templateIds: ['Vpc', 'Task', 'Logs1', 'Dashboard'] }],
    ['with a resource that its template has not', { templateIds: ['Vpc', 'Logs1'] }],
    ['with stale outputs', { outputs: { ...stack().outputs, WorkerCount: '5' } }],
    ['with a service too many', { services: [service(0, 2), service(1, 2), service(2, 2)] }],
    ['with a service too few', { services: [service(0, 2)] }],
    ['with two workers of one index', { services: [service(0, 2), service(1, 2, { CONTAINER_INDEX: '0' })] }],
    ['with a worker of the number before', { services: [service(0, 2), service(1, 5)] }],
    ['with another role', { outputs: { ...stack().outputs, TaskRoleArn: `${taskRole}2` } }],
    ['with a service that is scaled down', { services: [service(0, 2), { ...service(1, 2), desiredCount: 0 }] }],
  ])('is not %s', (_, changes) => {
    expect(() => expectStack(stack(changes), 'test', 2)).toThrow();
  });

  it('is there', () => {
    expect(() => expectStack(undefined, 'test', 2)).toThrow('there is no stack');
  });

  it('keeps everything but task definitions when the number of workers changes', () => {
    const [logs, vpc, task] = stack().resources as [never, { id: string; type: string; physicalId: string }, never];
    const revised = { ...(task as object), physicalId: 'task:2' } as typeof vpc;
    expect(() => expectSameResources(stack(), stack({ resources: [logs, vpc, revised] }))).not.toThrow();
    const replaced = stack({ resources: [logs, { ...vpc, physicalId: 'vpc-2' }, task] });
    expect(() => expectSameResources(stack(), replaced)).toThrow('these were replaced');
  });
});

const difference = `Resources
[+] AWS::ECS::TaskDefinition worker-2-task worker2taskE2791DF2
[+] AWS::ECS::Service worker-2/Service worker2ServiceB0517BAA
[~] AWS::CloudWatch::Alarm Monitoring/Alarms/workers-missing workersmissing0D6A9E1F
[~] AWS::ECS::TaskDefinition worker-1-task worker1task8EB2715F replace
     └─ @@ -7,7 +7,7 @@
        [ ]   "Name": "TOTAL_CONTAINERS",
        [-]   "Value": "1"
        [+]   "Value": "2"
`;

describe('the difference that one more worker makes', () => {
  it('is its service and its task definition, and the number in the others', () => {
    expect(() => expectDifference(difference, { from: 1, to: 2 })).not.toThrow();
  });

  it.each([
    ['a resource that is replaced', '[~] AWS::ECS::Service worker-1/Service worker1Service replace\n'],
    ['an alarm that is replaced', '[~] AWS::CloudWatch::Alarm Alarms/restarts restarts0D6A9E1F replace\n'],
    ['a resource that goes', '[-] AWS::IAM::Role TaskRole TaskRole30FC0FBB destroy\n'],
    ['another variable', '        [-]   "Value": "0"\n        [+]   "Value": "1"\n'],
  ])('is not %s', (_, more) => {
    expect(() => expectDifference(`${difference}${more}`, { from: 1, to: 2 })).toThrow();
  });

  it('is not nothing', () => {
    expect(() => expectDifference('Resources\n', { from: 1, to: 2 })).toThrow('the difference is another one');
  });
});

describe('the runs of workers', () => {
  const [ann, ben, cid] = ['ann@contoso.com', 'ben@contoso.com', 'cid@contoso.com'] as const;
  const world = { addresses: [ann, ben, cid] } as never;
  const well = { outcome: 'complete', healthCheck: 0, exitCode: 0 };
  const first = { ...well, service: 'worker-1', mailboxes: [maskAddress(ann), maskAddress(cid)] };
  const second = { ...well, service: 'worker-2', mailboxes: [maskAddress(ben)] };

  it('cover every mailbox once', () => {
    expect(() => expectRuns([first, second], world)).not.toThrow();
  });

  it.each([
    ['are incomplete', { ...second, outcome: 'incomplete' }],
    ['read mailboxes of another worker', { ...second, mailboxes: first.mailboxes }],
    ['leave mailboxes out', { ...second, mailboxes: [] }],
    ['fail the health check', { ...second, healthCheck: 1 }],
    ['end badly', { ...second, exitCode: 1 }],
  ])('do not count when they %s', (_, other) => {
    expect(() => expectRuns([first, other], world)).toThrow('did not all do their share');
  });
});
