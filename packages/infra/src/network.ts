import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import { addInterfaceEndpoints } from './interface-endpoints.ts';
import type { StackOptions } from './options.ts';

/** Where the tasks run: private subnets, out over 443 alone, nothing in. */
export class Network extends Construct {
  readonly vpc: IVpc;
  /** Of all tasks. */
  readonly securityGroup: ISecurityGroup;
  /** Ids of the private subnets. */
  readonly subnetIds: readonly string[];
  /** Private subnets are no use before their way out is there. */
  readonly wayOut: IDependable;

  constructor(scope: Construct, id: string, options: StackOptions) {
    super(scope, id);
    const { vpcId } = options;
    this.vpc = vpcId === undefined ? this.#ownVpc(options) : Vpc.fromLookup(this, 'Vpc', { vpcId });
    this.securityGroup = new SecurityGroup(this, 'WorkerSecurityGroup', {
      vpc: this.vpc,
      description: 'Workers: HTTPS out, nothing in',
      allowAllOutbound: false,
    });
    // The resolver of the VPC and the credentials of the task are not subject to security groups.
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'Exchange, Entra ID and AWS');
    const subnets = this.vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS });
    this.subnetIds = subnets.subnetIds;
    this.wayOut = subnets.internetConnectivityEstablished;
    addInterfaceEndpoints(this, this, options.vpcEndpoints);
  }

  #ownVpc({ maxAzs, natGateways, logRetentionDays }: StackOptions): Vpc {
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.0.0.0/16'),
      // The first zones of whatever region this is deployed to, so that neither synthesis nor template knows an account.
      availabilityZones: Array.from({ length: maxAzs }, (_, zone) => Fn.select(zone, Fn.getAzs())),
      natGateways,
      subnetConfiguration: [
        // For the NAT gateways, which bring their addresses along.
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
      ],
      gatewayEndpoints: {
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        // Layers of images in Amazon ECR come from there, too.
        S3: { service: GatewayVpcEndpointAwsService.S3 },
      },
    });
    this.#keepFlowLogs(vpc, logRetentionDays);
    return vpc;
  }

  #keepFlowLogs(vpc: Vpc, retention: number): void {
    const logGroup = new LogGroup(this, 'FlowLogs', { retention, removalPolicy: RemovalPolicy.DESTROY });
    const role = new Role(this, 'FlowLogsRole', {
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    // The destination brings the permission to write into this group.
    vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup, role),
      trafficType: FlowLogTrafficType.ALL,
    });
  }
}
