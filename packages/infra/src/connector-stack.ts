import { healthPath } from '@connector/shared';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  Cluster,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StackOptions } from './options.ts';
import { grantWorker } from './worker-permissions.ts';

export interface ConnectorStackProps extends StackProps {
  readonly options: StackOptions;
}

/** Port of the health server inside the container. */
const healthPort = 8080;

/**
 * One Fargate service for each worker. Each runs exactly one task and stops the old one before it starts the new: two tasks
 * with one index would read the same mailboxes.
 */
export class ConnectorStack extends Stack {
  constructor(scope: Construct, id: string, { options, ...props }: ConnectorStackProps) {
    super(scope, id, props);
    const vpc = new Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 });
    const cluster = new Cluster(this, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.ENABLED });
    const logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.THREE_MONTHS });
    const taskRole = new Role(this, 'TaskRole', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    const executionRole = new Role(this, 'ExecutionRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
    });
    logGroup.grantWrite(executionRole);
    grantWorker(this, taskRole, options.environment);
    for (let index = 0; index < options.workerCount; index += 1) {
      this.#addWorker(index, { options, cluster, logGroup, taskRole, executionRole });
    }
  }

  #addWorker(index: number, shared: SharedParts): void {
    const { options, cluster, logGroup, taskRole, executionRole } = shared;
    // The names count from 1 and stay with their index, so that a change of the number adds or removes at the end.
    const name = `worker-${index + 1}`;
    const task = new FargateTaskDefinition(this, `${name}-task`, {
      cpu: 1024,
      memoryLimitMiB: 2048,
      taskRole,
      executionRole,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.X86_64, operatingSystemFamily: OperatingSystemFamily.LINUX },
    });
    task.addContainer('worker', {
      image: ContainerImage.fromRegistry(options.image),
      logging: LogDrivers.awsLogs({ streamPrefix: name, logGroup }),
      stopTimeout: Duration.seconds(120),
      environment: {
        ENVIRONMENT: options.environment,
        CONTAINER_INDEX: String(index),
        TOTAL_CONTAINERS: String(options.workerCount),
        HEALTH_PORT: String(healthPort),
      },
      healthCheck: {
        command: ['CMD', 'node', '-e', healthProbe],
        interval: Duration.seconds(30),
        timeout: Duration.seconds(5),
        startPeriod: Duration.seconds(60),
        retries: 3,
      },
    });
    new FargateService(this, name, {
      cluster,
      taskDefinition: task,
      serviceName: `exchange-connector-${options.environment}-${name}`,
      desiredCount: 1,
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    });
  }
}

interface SharedParts {
  readonly options: StackOptions;
  readonly cluster: Cluster;
  readonly logGroup: LogGroup;
  readonly taskRole: IRole;
  readonly executionRole: IRole;
}

/** Really asks: a process that is there but does not answer is not well. */
const healthProbe = `fetch('http://127.0.0.1:${healthPort}${healthPath}').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))`;
