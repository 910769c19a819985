import { stateTableProduct } from '@connector/shared';
import { Annotations, CfnOutput, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { CfnClusterCapacityProviderAssociations, Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct, IDependable } from 'constructs';
import { Monitoring } from './monitoring/monitoring.ts';
import { Network } from './network.ts';
import type { StackOptions } from './options.ts';
import { qbusinessTarget } from './permissions/qbusiness-target.ts';
import { workerPermissions } from './permissions/worker-permissions.ts';
import { executionRole, taskRole } from './roles.ts';
import { Staging } from './staging.ts';
import type { WatchedService } from './watched-service.ts';
import { workerImage } from './worker-image.ts';
import { addWorkerService, type SharedParts } from './worker-service.ts';

/** Everything that the stack is told; account and region are left open unless a VPC is looked up. */
export interface ConnectorStackProps extends StackProps {
  readonly options: StackOptions;
}

/** One Fargate service for each worker, and what all of them share. */
export class ConnectorStack extends Stack {
  /** For dashboards and alarms. */
  readonly watched: WatchedService;

  constructor(scope: Construct, id: string, { options, ...props }: ConnectorStackProps) {
    super(scope, id, { description: 'Brings Exchange mail into an Amazon Q Business index', ...props });
    const shared = sharedParts(this, options);
    const { cluster, logGroup } = shared;
    const services = Array.from({ length: options.workerCount }, (_, index) => addWorkerService(this, index, shared));
    this.watched = { cluster, services, logGroup, tableName: options.tableName, options };
    new Monitoring(this, 'Monitoring', this.watched);
    addTags(this, options);
    addOutputs(this, shared);
    warnOfIdleSpot(this, options);
  }
}

function sharedParts(stack: Stack, options: StackOptions): SharedParts {
  const { environment, parameterPrefix, stagingBucket, logRetentionDays } = options;
  const { vpc, securityGroup, subnetIds, wayOut } = new Network(stack, 'Network', options);
  const cluster = new Cluster(stack, 'Cluster', {
    vpc,
    clusterName: `exchange-connector-${environment}`,
    containerInsightsV2: ContainerInsights.ENABLED,
  });
  const logGroup = new LogGroup(stack, 'Logs', { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
  const target = qbusinessTarget(stack, parameterPrefix);
  const { application } = target;
  const staging =
    stagingBucket === undefined ? undefined : new Staging(stack, 'Staging', { stagingBucket, application });
  const permissions = [...workerPermissions(stack, { options, target }), ...(staging?.workerPermissions() ?? [])];
  return {
    options,
    cluster,
    logGroup,
    securityGroup,
    subnetIds,
    prerequisites: [wayOut, capacityProviders(stack, cluster)],
    image: workerImage(stack, options),
    taskRole: taskRole(stack, permissions),
    executionRole: executionRole(stack),
    staging,
  };
}

/** Not by the cluster's own property: what that makes is there at synthesis only, too late for services to depend on. */
function capacityProviders(stack: Stack, { clusterName }: Cluster): IDependable {
  return new CfnClusterCapacityProviderAssociations(stack, 'CapacityProviders', {
    cluster: clusterName,
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    defaultCapacityProviderStrategy: [],
  });
}

function addTags(stack: Stack, { environment, tags }: StackOptions): void {
  const all = { Application: stateTableProduct, Environment: environment, ...tags };
  for (const [key, value] of Object.entries(all)) Tags.of(stack).add(key, value);
}

/** What guides, scripts and Entra ID have to be told. */
function addOutputs(stack: Stack, shared: SharedParts): void {
  const { options, cluster, logGroup, taskRole, staging } = shared;
  const outputs: Readonly<Record<string, string>> = {
    ClusterName: cluster.clusterName,
    WorkerCount: String(options.workerCount),
    LogGroupName: logGroup.logGroupName,
    TaskRoleArn: taskRole.roleArn,
    // As `aws ecs run-task` takes them.
    SubnetIds: shared.subnetIds.join(','),
    SecurityGroupId: shared.securityGroup.securityGroupId,
    TableName: options.tableName,
    ParameterPrefix: options.parameterPrefix,
    ...(staging === undefined ? {} : { StagingBucketName: staging.bucket.bucketName }),
  };
  for (const [id, value] of Object.entries(outputs)) new CfnOutput(stack, id, { value });
}

function warnOfIdleSpot(stack: Stack, { spot, spotOnDemandBase, workerCount }: StackOptions): void {
  if (!spot || spotOnDemandBase < workerCount) return;
  Annotations.of(stack).addWarningV2(
    'spot-without-effect',
    `spot has no effect: all ${workerCount} workers are in the base of ${spotOnDemandBase} that stays on demand. Lower spotOnDemandBase, or leave spot out.`,
  );
}
