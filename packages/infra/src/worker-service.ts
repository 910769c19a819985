import { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  AvailabilityZoneRebalancing,
  Capability,
  type Cluster,
  type ContainerDefinition,
  type ContainerImage,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  LinuxParameters,
  LogDrivers,
  OperatingSystemFamily,
  PropagatedTagSource,
} from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct, IDependable } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { healthCheck } from './health-check.ts';
import type { StackOptions } from './options.ts';
import type { Staging } from './staging.ts';
import { workerEnvironment } from './worker-environment.ts';

/** What all workers have in common. */
export interface SharedParts {
  readonly options: StackOptions;
  readonly cluster: Cluster;
  readonly logGroup: ILogGroup;
  readonly securityGroup: ISecurityGroup;
  /** Where tasks run. */
  readonly subnetIds: readonly string[];
  /** What else has to be there before a task starts, and until after it has ended. */
  readonly prerequisites: readonly IDependable[];
  readonly image: ContainerImage;
  readonly taskRole: IRole;
  readonly executionRole: IRole;
  readonly staging: Staging | undefined;
}

/** User and group `node` of the image, by number so that the host has nothing to look up. */
const user = '1000:1000';

/**
 * Adds the service of one worker. It runs exactly one task and stops the old one before it starts the new: two tasks with
 * one index would read the same mailboxes.
 */
export function addWorkerService(scope: Construct, index: number, shared: SharedParts): FargateService {
  // The names count from 1 and stay with their index, so that a change of the number adds or removes at the end.
  const name = `worker-${index + 1}`;
  const service = new FargateService(scope, name, {
    cluster: shared.cluster,
    taskDefinition: workerTask(scope, { name, index, shared }),
    serviceName: name,
    desiredCount: 1,
    minHealthyPercent: 0,
    maxHealthyPercent: 100,
    // It would start a task in the other zone before it stops the one here.
    availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
    circuitBreaker: { rollback: true },
    // Never a launch type: from that, a service cannot be changed to a provider in place.
    capacityProviderStrategies: [{ capacityProvider: capacityProvider(index, shared.options), weight: 1 }],
    securityGroups: [shared.securityGroup],
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    propagateTags: PropagatedTagSource.SERVICE,
    enableECSManagedTags: true,
  });
  // A first task that finds no image, no network or no permission counts as a failed deployment; and a last one leaves its
  // sync job in order.
  service.node.addDependency(shared.taskRole, shared.executionRole, ...shared.prerequisites);
  return service;
}

/** A service has one task, so that a base within its strategy would never leave any for Spot: the base counts services. */
function capacityProvider(index: number, { spot, spotOnDemandBase }: StackOptions): 'FARGATE' | 'FARGATE_SPOT' {
  return spot && index >= spotOnDemandBase ? 'FARGATE_SPOT' : 'FARGATE';
}

interface Task {
  readonly name: string;
  readonly index: number;
  readonly shared: SharedParts;
}

function workerTask(scope: Construct, { name, index, shared }: Task): FargateTaskDefinition {
  const { options, taskRole, executionRole } = shared;
  const task = new FargateTaskDefinition(scope, `${name}-task`, {
    family: `exchange-connector-${options.environment}-${name}`,
    cpu: options.cpu,
    memoryLimitMiB: options.memory,
    taskRole,
    executionRole,
    runtimePlatform: {
      cpuArchitecture: options.architecture === 'arm64' ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
      operatingSystemFamily: OperatingSystemFamily.LINUX,
    },
    volumes: [{ name: 'tmp' }],
  });
  const container = addContainer(task, { name, index, shared });
  container.addMountPoints({ sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false });
  acknowledge(task, 'ECS2', 'names and numbers alone; the worker reads secrets from Parameter Store itself');
  return task;
}

function addContainer(task: FargateTaskDefinition, { name, index, shared }: Task): ContainerDefinition {
  const { options, image, logGroup, staging } = shared;
  const linuxParameters = new LinuxParameters(task, 'linux', { initProcessEnabled: true });
  linuxParameters.dropCapabilities(Capability.ALL);
  return task.addContainer('worker', {
    image,
    user,
    linuxParameters,
    readonlyRootFilesystem: true,
    // What Fargate allows at the most; a worker ends within 100 seconds.
    stopTimeout: Duration.seconds(120),
    logging: LogDrivers.awsLogs({ streamPrefix: name, logGroup }),
    environment: workerEnvironment(options, { index, staging }),
    healthCheck,
  });
}
