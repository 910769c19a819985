import { describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ConnectorStack } from '../src/connector-stack.ts';
import { readOptions } from '../src/options.ts';
import { readable } from './support/readable.ts';
import { templateWith } from './support/stacks.ts';

/** Resources of a type, with intrinsic functions as text. */
function propertiesOf(template: Template, type: string) {
  return Object.values(template.findResources(type)).map(({ Properties }) => readable(Properties) as typeof Properties);
}

const httpsOut = { CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' };

describe('the network', () => {
  it('lets workers out over 443 alone, and nobody in', () => {
    const template = templateWith();
    const [group, ...others] = propertiesOf(template, 'AWS::EC2::SecurityGroup');
    expect(others).toEqual([]);
    expect(group.SecurityGroupEgress).toEqual([{ ...httpsOut, Description: 'Exchange, Entra ID and AWS' }]);
    expect(group).not.toHaveProperty('SecurityGroupIngress');
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });

  it('has workers in private subnets, without public addresses', () => {
    const template = templateWith({ workerCount: 2 });
    for (const { NetworkConfiguration } of propertiesOf(template, 'AWS::ECS::Service')) {
      expect(NetworkConfiguration.AwsvpcConfiguration).toEqual({
        AssignPublicIp: 'DISABLED',
        SecurityGroups: ['<NetworkWorkerSecurityGroup.GroupId>'],
        Subnets: ['<NetworkVpcPrivateSubnet1Subnet>', '<NetworkVpcPrivateSubnet2Subnet>'],
      });
    }
    for (const { MapPublicIpOnLaunch } of propertiesOf(template, 'AWS::EC2::Subnet')) {
      expect(MapPublicIpOnLaunch).toBe(false);
    }
  });

  it('keeps flow logs of everything, as long as other logs', () => {
    const template = templateWith({ logRetentionDays: 30 });
    template.hasResourceProperties('AWS::EC2::FlowLog', { ResourceType: 'VPC', TrafficType: 'ALL' });
    const retentions = propertiesOf(template, 'AWS::Logs::LogGroup').map(({ RetentionInDays }) => RetentionInDays);
    expect(retentions).toEqual([30, 30]);
  });

  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
  ])('has %i zones and %i NAT gateways when told so, in whatever region', (maxAzs, natGateways) => {
    const template = templateWith({ maxAzs, natGateways });
    template.resourceCountIs('AWS::EC2::NatGateway', natGateways);
    const zones = new Set(
      Object.values(template.findResources('AWS::EC2::Subnet')).map(({ Properties }) =>
        JSON.stringify(Properties.AvailabilityZone),
      ),
    );
    expect([...zones]).toEqual(
      Array.from({ length: maxAzs }, (_, zone) => JSON.stringify({ 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] })),
    );
  });
});

describe('endpoints', () => {
  const names = (template: Template, type: string) =>
    propertiesOf(template, 'AWS::EC2::VPCEndpoint')
      .filter(({ VpcEndpointType }) => VpcEndpointType === type)
      .map(({ ServiceName }) => ServiceName.replace('<AWS::Region>', 'here'))
      .sort();

  it('are those of DynamoDB and S3 when none is asked for', () => {
    const template = templateWith();
    expect(names(template, 'Gateway')).toEqual(['com.amazonaws.here.dynamodb', 'com.amazonaws.here.s3']);
    expect(names(template, 'Interface')).toEqual([]);
  });

  it('are those that are asked for, for the workers alone', () => {
    const template = templateWith({ vpcEndpoints: 'qbusiness,ssm,logs,ecr,sts' });
    expect(names(template, 'Interface')).toEqual([
      'aws.api.here.qbusiness',
      'com.amazonaws.here.ecr.api',
      'com.amazonaws.here.ecr.dkr',
      'com.amazonaws.here.logs',
      'com.amazonaws.here.ssm',
      'com.amazonaws.here.sts',
    ]);
    const groups = propertiesOf(template, 'AWS::EC2::VPCEndpoint').flatMap(
      ({ SecurityGroupIds = [] }) => SecurityGroupIds,
    );
    expect(new Set(groups)).toEqual(new Set(['<NetworkEndpointSecurityGroup.GroupId>']));
    // Rules within a group would let in more than this.
    for (const group of propertiesOf(template, 'AWS::EC2::SecurityGroup')) {
      expect(group).not.toHaveProperty('SecurityGroupIngress');
    }
    expect(propertiesOf(template, 'AWS::EC2::SecurityGroupIngress')).toEqual([
      expect.objectContaining({
        FromPort: 443,
        ToPort: 443,
        GroupId: '<NetworkEndpointSecurityGroup.GroupId>',
        SourceSecurityGroupId: '<NetworkWorkerSecurityGroup.GroupId>',
      }),
    ]);
  });
});

describe('a VPC that exists', () => {
  const options = readOptions({ vpcId: 'vpc-0123456789abcdef0', image: 'example.com/worker:1', vpcEndpoints: 'ssm' });
  const env = { account: '123456789012', region: 'eu-west-1' };

  it('is looked up and used as it is; what was asked for is added to it', () => {
    const app = new App({ analyticsReporting: false });
    const template = Template.fromStack(new ConnectorStack(app, 'stack', { options, env }));
    for (const type of ['VPC', 'Subnet', 'NatGateway', 'FlowLog']) template.resourceCountIs(`AWS::EC2::${type}`, 0);
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [Match.objectLike(httpsOut)],
      // Stands in until the CLI has looked it up.
      VpcId: 'vpc-12345',
    });
    expect(app.synth().manifest.missing).toEqual([
      expect.objectContaining({ provider: 'vpc-provider', props: expect.objectContaining(env) }),
    ]);
  });
});
