import assert from 'node:assert/strict';
import { compare, type Sandbox } from '@connector/sandbox';
import { assignMailboxes, maskAddress } from '@connector/shared';
import type { DeployedResource, DeployedService, DeployedStack } from './deployed-stack.ts';
import type { WorkerRun } from './workers.ts';

/** What was deployed is there as a whole, with as many services as there are to be workers. */
export function expectStack(stack: DeployedStack | undefined, name: string, workers: number): DeployedStack {
  assert.ok(stack !== undefined, 'there is no stack');
  const { status, outputs, resources, templateIds, services } = stack;
  assert.match(status, /^(?:CREATE|UPDATE)_COMPLETE$/);
  assert.deepEqual(idsOf(resources), [...templateIds].sort(), 'the resources are not those of the template');
  const wanted = {
    ClusterName: `exchange-connector-${name}`,
    WorkerCount: String(workers),
    LogGroupName: physicalIdOf(resources, 'AWS::Logs::LogGroup', /^Logs/),
    TableName: `exchange-connector-${name}`,
    ParameterPrefix: `/exchange-connector/${name}`,
  };
  assert.deepEqual(pick(outputs, Object.keys(wanted)), wanted, 'the outputs are wrong');
  const names = Array.from({ length: workers }, (_, index) => `worker-${index + 1}`);
  assert.deepEqual(
    services.map((service) => service.name),
    names,
    'the active services are not one for each worker',
  );
  for (const service of services) expectService(service, { name, workers, taskRole: outputs['TaskRoleArn'] ?? '' });
  return stack;
}

function expectService(
  { name: service, desiredCount, task, environment }: DeployedService,
  { name, workers, taskRole }: { readonly name: string; readonly workers: number; readonly taskRole: string },
): void {
  assert.equal(desiredCount, 1, `${service} wants another number of tasks`);
  assert.match(taskRole, /^arn:aws:iam::\d{12}:role\//);
  const { taskRoleArn, requiresCompatibilities, status } = task;
  assert.deepEqual(
    { taskRoleArn, requiresCompatibilities, status },
    { taskRoleArn: taskRole, requiresCompatibilities: ['FARGATE'], status: 'ACTIVE' },
    `the task of ${service} is wrong`,
  );
  const wanted = {
    CONTAINER_INDEX: String(Number(service.replace('worker-', '')) - 1),
    TOTAL_CONTAINERS: String(workers),
    ENVIRONMENT: name,
  };
  assert.deepEqual(pick(environment, Object.keys(wanted)), wanted, `the environment of ${service} is wrong`);
}

/** Another number of workers replaces nothing: task definitions have revisions, everything else stays. */
export function expectSameResources(before: DeployedStack, after: DeployedStack): void {
  const was = new Map(before.resources.map(({ id, physicalId }) => [id, physicalId]));
  const replaced = after.resources.filter(({ id, type, physicalId }) => {
    const changes = type === 'AWS::ECS::TaskDefinition';
    return was.has(id) && !changes && was.get(id) !== physicalId;
  });
  assert.deepEqual(replaced, [], 'these were replaced');
}

/**
 * What `cdk diff` says of more workers: their services and task definitions are new, the number changes in the others, and
 * so does what watches them.
 */
export function expectDifference(text: string, { from, to }: { readonly from: number; readonly to: number }): void {
  const lines = text.split('\n').map((line) => line.trim());
  const changes = lines.filter((line) => /^\[[-+~]\] AWS::/.test(line) && !isWatcher(line));
  const added = Array.from({ length: to - from }, (_, index) => `worker-${from + index + 1}`);
  const wanted = [
    ...added.flatMap((name) => [`[+] AWS::ECS::TaskDefinition ${name}-task`, `[+] AWS::ECS::Service ${name}/Service`]),
    ...Array.from({ length: from }, (_, index) => `[~] AWS::ECS::TaskDefinition worker-${index + 1}-task`),
  ];
  const told = changes.map((line) => line.split(/\s+/).slice(0, 3).join(' '));
  assert.deepEqual(told.sort(), wanted.sort(), 'the difference is another one');
  const variables = lines
    .filter((line) => /^\[[-+]\]\s+"Value"/.test(line))
    .map((line) => line.replace(/[^-+\d]/g, ''));
  const numbers = Array.from({ length: from }, () => [`-${from}`, `+${to}`]).flat();
  assert.deepEqual(variables, numbers, 'other variables change');
}

/** It counts the workers, too, and is changed in place. */
function isWatcher(line: string): boolean {
  return /^\[~\] AWS::CloudWatch::(?:Alarm|Dashboard) (?!.* replace$)/.test(line);
}

/** Every worker synced its own share to the end, is well, and stopped in order. */
export function expectRuns(runs: readonly WorkerRun[], { addresses }: Sandbox['world']): void {
  const wanted = runs.map(({ service }, index) => ({
    service,
    outcome: 'complete',
    mailboxes: assignMailboxes(addresses, index, runs.length).map(maskAddress).sort(),
    healthCheck: 0,
    exitCode: 0,
  }));
  assert.deepEqual(runs, wanted, 'the workers did not all do their share');
}

/** Every message and attachment that should be there is, as it should be; nothing else is, and nobody sees too much. */
export async function expectIndexEqualsMailboxes(sandbox: Sandbox): Promise<number> {
  const { messages, documents, missing, extra, leaked, failedInIndex } = await compare(sandbox, []);
  assert.ok(messages > 0, 'the mailboxes are empty');
  const nothing = { missing: [], extra: [], leaked: [], failedInIndex: {} };
  assert.deepEqual({ missing, extra, leaked, failedInIndex }, nothing, 'the index is not what the mailboxes are');
  return documents;
}

function idsOf(resources: readonly DeployedResource[]): readonly string[] {
  return resources.map(({ id }) => id).sort();
}

function physicalIdOf(resources: readonly DeployedResource[], type: string, id: RegExp): string | undefined {
  return resources.find((resource) => resource.type === type && id.test(resource.id))?.physicalId;
}

function pick(values: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
