import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { App } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { readable } from './support/readable.ts';
import { stackWith, templateWith } from './support/stacks.ts';

/** What each worker runs on, in their order. */
function providers(template: Template): readonly string[] {
  return Object.values(template.findResources('AWS::ECS::Service')).map(({ Properties }) => {
    expect(Properties).not.toHaveProperty('LaunchType');
    expect(Properties.CapacityProviderStrategy).toHaveLength(1);
    return Properties.CapacityProviderStrategy[0].CapacityProvider;
  });
}

const spotWarning = Match.stringLikeRegexp('spot has no effect');

describe('Fargate Spot', () => {
  it('is for the workers after the base, when it is asked for', () => {
    expect(providers(templateWith({ workerCount: 3 }))).toEqual(['FARGATE', 'FARGATE', 'FARGATE']);
    expect(providers(templateWith({ workerCount: 3, spot: true }))).toEqual([
      'FARGATE',
      'FARGATE_SPOT',
      'FARGATE_SPOT',
    ]);
    expect(providers(templateWith({ workerCount: 2, spot: true, spotOnDemandBase: 0 }))).toEqual([
      'FARGATE_SPOT',
      'FARGATE_SPOT',
    ]);
  });

  it('says so when the base leaves nothing for it', () => {
    const warned = stackWith({ workerCount: 2, spot: true, spotOnDemandBase: 2 });
    expect(Annotations.fromStack(warned).findWarning('*', spotWarning)).toHaveLength(1);
    const effective = stackWith({ workerCount: 3, spot: true, spotOnDemandBase: 2 });
    expect(Annotations.fromStack(effective).findWarning('*', spotWarning)).toEqual([]);
  });
});

describe('size and processor', () => {
  it('are those that were asked for', () => {
    templateWith({ cpu: 4096, memory: 8192, architecture: 'arm64' }).hasResourceProperties('AWS::ECS::TaskDefinition', {
      Cpu: '4096',
      Memory: '8192',
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    });
  });
});

describe('the image', () => {
  const imageOf = (template: Template) => {
    const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
    return readable(task?.['Properties'].ContainerDefinitions[0].Image);
  };

  it.each([
    ['ghcr.io/company/worker:1.2', 'ghcr.io/company/worker:1.2'],
    [
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/worker:1.2',
      '123456789012.dkr.ecr.eu-west-1.<AWS::URLSuffix>/team/worker:1.2',
    ],
    [
      `123456789012.dkr.ecr.eu-west-1.amazonaws.com/worker@sha256:${'0'.repeat(64)}`,
      `123456789012.dkr.ecr.eu-west-1.<AWS::URLSuffix>/worker@sha256:${'0'.repeat(64)}`,
    ],
  ])('is the ready one: %s', (image, expected) => {
    expect(imageOf(templateWith({ image }))).toBe(expected);
  });

  it.each([
    ['arm64', 'linux/arm64'],
    ['x86_64', 'linux/amd64'],
  ])('is built from the repository when none is named, for %s', (architecture, platform) => {
    const stack = stackWith({ image: '', architecture });
    const { directory } = (stack.node.root as App).synth();
    const { dockerImages } = JSON.parse(readFileSync(join(directory, 'stack.assets.json'), 'utf8'));
    expect(Object.values(dockerImages)).toEqual([
      expect.objectContaining({
        displayName: 'worker',
        source: { directory: expect.any(String), dockerFile: 'packages/worker/Dockerfile', platform },
      }),
    ]);
  });
});

describe('the staging bucket', () => {
  const environmentOf = (template: Template) => {
    const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
    const entries: { Name: string; Value: unknown }[] = task?.['Properties'].ContainerDefinitions[0].Environment;
    return Object.fromEntries(entries.map(({ Name, Value }) => [Name, readable(Value)]));
  };

  it('is nowhere unless it is asked for', () => {
    const template = templateWith();
    template.resourceCountIs('AWS::S3::Bucket', 0);
    expect(environmentOf(template)).not.toHaveProperty('STAGING_BUCKET');
  });

  it('of the stack’s own is private, encrypted, and keeps nothing for long', () => {
    const template = templateWith({ stagingBucket: 'create' });
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Delete',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        LifecycleConfiguration: {
          Rules: [
            {
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
              ExpirationInDays: 3,
              Prefix: 'exchange-connector/',
              Status: 'Enabled',
            },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: Match.absent(),
      },
    });
    expect(environmentOf(template)).toMatchObject({
      STAGING_BUCKET: '<StagingBucket>',
      STAGING_ROLE_ARN: '<StagingReaderRole.Arn>',
    });
  });

  it('that exists is used by its name, and left as it is', () => {
    const template = templateWith({ stagingBucket: 'corp-mail-staging' });
    template.resourceCountIs('AWS::S3::Bucket', 0);
    template.resourceCountIs('AWS::S3::BucketPolicy', 0);
    expect(environmentOf(template)).toMatchObject({ STAGING_BUCKET: 'corp-mail-staging' });
  });
});

describe('tags', () => {
  it('are on everything that can have them, those of the company before ours', () => {
    const template = templateWith({ tags: 'Environment=Production,CostCentre=4711' });
    const tagged = Object.values(template.toJSON()['Resources'] as Record<string, { Properties: { Tags?: unknown } }>)
      .map(({ Properties }) => Properties.Tags)
      .filter((tags) => tags !== undefined);
    expect(tagged.length).toBeGreaterThan(20);
    for (const tags of tagged) {
      expect(tags).toEqual(
        expect.arrayContaining([
          { Key: 'Application', Value: 'exchange-ews-connector' },
          { Key: 'CostCentre', Value: '4711' },
          { Key: 'Environment', Value: 'Production' },
        ]),
      );
    }
    template.allResourcesProperties('AWS::ECS::Service', { PropagateTags: 'SERVICE', EnableECSManagedTags: true });
  });
});

describe('outputs', () => {
  it('say what guides, scripts and Entra ID have to be told', () => {
    const outputs = templateWith({ workerCount: 3, stagingBucket: 'create' }).findOutputs('*');
    expect(Object.fromEntries(Object.entries(outputs).map(([id, { Value }]) => [id, readable(Value)]))).toEqual({
      ClusterName: '<Cluster>',
      WorkerCount: '3',
      LogGroupName: '<Logs>',
      TaskRoleArn: '<TaskRole.Arn>',
      SubnetIds: '<NetworkVpcPrivateSubnet1Subnet>,<NetworkVpcPrivateSubnet2Subnet>',
      SecurityGroupId: '<NetworkWorkerSecurityGroup.GroupId>',
      TableName: 'exchange-connector-test',
      ParameterPrefix: '/exchange-connector/test',
      StagingBucketName: '<StagingBucket>',
    });
  });
});

describe('what is watched', () => {
  it('is all services in the order of their indexes, with what they share', () => {
    const stack = stackWith({ workerCount: 12, alarmEmail: 'mail-team@contoso.com' });
    const { services, tableName, options } = stack.watched;
    expect(services.map(({ node }) => node.id)).toEqual(
      Array.from({ length: 12 }, (_, index) => `worker-${index + 1}`),
    );
    expect({ tableName, alarmEmail: options.alarmEmail }).toEqual({
      tableName: 'exchange-connector-test',
      alarmEmail: 'mail-team@contoso.com',
    });
  });
});

describe('the template', () => {
  it('of one worker is this; look at each line that changes', () => {
    const { Resources, Parameters } = templateWith().toJSON();
    expect({ Parameters: readable(Parameters), Resources: readable(Resources) }).toMatchSnapshot();
  });
});
