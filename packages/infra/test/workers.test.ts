import { describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { templateWith } from './support/stacks.ts';

const services = (template: Template) => Object.values(template.findResources('AWS::ECS::Service'));
const tasks = (template: Template) => Object.values(template.findResources('AWS::ECS::TaskDefinition'));

/** Environment of each worker, by the name of its log stream. */
function environments(template: Template): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const containers = tasks(template).map(({ Properties }) => Properties.ContainerDefinitions[0]);
  return Object.fromEntries(
    containers.map(({ LogConfiguration, Environment }) => [
      LogConfiguration.Options['awslogs-stream-prefix'],
      Object.fromEntries(Environment.map(({ Name, Value }: { Name: string; Value: string }) => [Name, Value])),
    ]),
  );
}

describe.each([
  [1, 51],
  [5, 59],
  [100, 249],
])('%i workers', (workerCount, resources) => {
  const template = templateWith({ workerCount });

  it('are as many services, with all indexes and the number of all', () => {
    const indexes = Array.from({ length: workerCount }, (_, index) => index);
    expect(services(template).map(({ Properties }) => Properties.ServiceName)).toEqual(
      indexes.map((index) => `worker-${index + 1}`),
    );
    const given = environments(template);
    for (const index of indexes) {
      expect(given[`worker-${index + 1}`]).toMatchObject({
        CONTAINER_INDEX: `${index}`,
        TOTAL_CONTAINERS: `${workerCount}`,
      });
    }
    expect(Object.keys(given)).toHaveLength(workerCount);
  });

  it(`are ${resources} resources, two for each worker`, () => {
    expect(Object.keys(template.toJSON()['Resources'])).toHaveLength(resources);
  });

  it('fit into a template of CloudFormation, which may have 1 MB', () => {
    expect(JSON.stringify(template.toJSON(), null, 1).length).toBeLessThan(1_000_000);
  });

  it('share one of everything else', () => {
    template.resourceCountIs('AWS::ECS::Cluster', 1);
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
    // The workers' and the network's.
    template.resourceCountIs('AWS::Logs::LogGroup', 2);
    // What the worker acts as, what ECS starts it with, and what writes the network's log.
    template.resourceCountIs('AWS::IAM::Role', 3);
    template.resourceCountIs('AWS::IAM::Policy', 3);
  });
});

describe('going from 3 workers to 5', () => {
  const before = templateWith({ workerCount: 3 });
  const after = templateWith({ workerCount: 5 });
  const resources = (template: Template): Record<string, unknown> => template.toJSON()['Resources'];

  it('adds two services with their tasks, and removes nothing', () => {
    const added = Object.entries(resources(after)).filter(([id]) => !(id in resources(before)));
    expect(added.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
      'worker4Service',
      'worker4task',
      'worker5Service',
      'worker5task',
    ]);
    expect(Object.keys(resources(before)).filter((id) => !(id in resources(after)))).toEqual([]);
  });

  it('changes TOTAL_CONTAINERS alone in what was there, beside what watches the workers', () => {
    const withoutTotal = (value: unknown) =>
      JSON.parse(JSON.stringify(value), (_, each) =>
        each?.Name === 'TOTAL_CONTAINERS' ? { Name: each.Name, Value: 'n' } : each,
      );
    // Its thresholds and lines follow the number of workers.
    const unwatched = (all: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(all).filter(([id]) => !id.startsWith('Monitoring')));
    const kept = Object.fromEntries(Object.entries(resources(after)).filter(([id]) => id in resources(before)));
    expect(withoutTotal(unwatched(kept))).toEqual(withoutTotal(unwatched(resources(before))));
    const totals = (template: Template) =>
      Object.values(environments(template)).map((each) => each['TOTAL_CONTAINERS']);
    expect(totals(before)).toEqual(['3', '3', '3']);
    expect(totals(after)).toEqual(['5', '5', '5', '5', '5']);
  });
});

describe('a worker’s service', () => {
  it('never runs two tasks of one index at a time, and goes back when a deployment fails', () => {
    templateWith({ workerCount: 2 }).allResourcesProperties('AWS::ECS::Service', {
      DesiredCount: 1,
      AvailabilityZoneRebalancing: 'DISABLED',
      DeploymentConfiguration: {
        MaximumPercent: 100,
        MinimumHealthyPercent: 0,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
    });
  });

  it('comes after, and goes before, all that its task needs to start and to end in order', () => {
    const [service] = services(templateWith());
    const ids: readonly string[] = service?.['DependsOn'];
    expect(ids.map((id) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'CapacityProviders',
      'ExecutionRoleDefaultPolicy',
      'ExecutionRole',
      'NetworkVpcPrivateSubnet1DefaultRoute',
      'NetworkVpcPrivateSubnet1RouteTableAssociation',
      'NetworkVpcPrivateSubnet2DefaultRoute',
      'NetworkVpcPrivateSubnet2RouteTableAssociation',
      'TaskRoleDefaultPolicy',
      'TaskRole',
    ]);
  });

  it('gives its task 120 seconds to end, and little to break out with', () => {
    const [task] = tasks(templateWith());
    expect(task?.['Properties']).toMatchObject({
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      Volumes: [{ Name: 'tmp' }],
      ContainerDefinitions: [
        {
          Essential: true,
          LinuxParameters: { InitProcessEnabled: true, Capabilities: { Drop: ['ALL'] } },
          MountPoints: [{ ContainerPath: '/tmp', ReadOnly: false, SourceVolume: 'tmp' }],
          ReadonlyRootFilesystem: true,
          StopTimeout: 120,
          User: '1000:1000',
        },
      ],
    });
  });

  it('hands the worker nothing secret', () => {
    const [task] = tasks(templateWith({ federatedCredential: true }));
    expect(task?.['Properties'].ContainerDefinitions[0]).not.toHaveProperty('Secrets');
    expect(environments(templateWith())['worker-1']).toEqual({
      CONTAINER_INDEX: '0',
      DYNAMODB_TABLE_NAME: 'exchange-connector-test',
      ENVIRONMENT: 'test',
      HEALTH_PORT: '8080',
      MAX_WORKER_THREADS: '4',
      METRICS: 'emf',
      NODE_OPTIONS: '--max-old-space-size=1536',
      PARAMETER_STORE_PREFIX: '/exchange-connector/test',
      SYNC_INTERVAL_HOURS: '24',
      SYNC_MODE: 'delta',
      TOTAL_CONTAINERS: '1',
    });
  });
});
