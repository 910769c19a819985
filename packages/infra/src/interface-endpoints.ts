import {
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  Port,
  SecurityGroup,
  SubnetType,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { StackOptions } from './options.ts';

type EndpointName = StackOptions['vpcEndpoints'][number];

const services: Readonly<Record<EndpointName, Readonly<Record<string, InterfaceVpcEndpointAwsService>>>> = {
  // Spelt so in the CDK: `aws.api.<region>.qbusiness`.
  qbusiness: { QBusiness: InterfaceVpcEndpointAwsService.Q_BUSSINESS },
  ssm: { Ssm: InterfaceVpcEndpointAwsService.SSM },
  logs: { Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS },
  ecr: { Ecr: InterfaceVpcEndpointAwsService.ECR, EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER },
  sts: { Sts: InterfaceVpcEndpointAwsService.STS },
};

/** Adds the endpoints that were asked for. They let in the workers over 443, and nobody else. */
export function addInterfaceEndpoints(
  scope: Construct,
  { vpc, securityGroup }: { readonly vpc: IVpc; readonly securityGroup: ISecurityGroup },
  names: readonly EndpointName[],
): void {
  if (names.length === 0) return;
  const endpoints = new SecurityGroup(scope, 'EndpointSecurityGroup', {
    vpc,
    description: 'Interface endpoints: HTTPS from the workers',
    allowAllOutbound: false,
  });
  endpoints.addIngressRule(securityGroup, Port.tcp(443), 'Workers');
  for (const [id, service] of names.flatMap((name) => Object.entries(services[name]))) {
    vpc.addInterfaceEndpoint(`${id}Endpoint`, {
      service,
      securityGroups: [endpoints],
      open: false,
      subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    });
  }
}
