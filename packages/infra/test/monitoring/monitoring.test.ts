import { describe, expect, it } from '@jest/globals';
import { Tags, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { monitoredStack, monitoredTemplate } from '../support/monitored-stack.ts';

describe('monitoring', () => {
  it('is as many resources for a hundred workers as for one', () => {
    const kinds = (workerCount: number) =>
      Object.values(monitoredTemplate({ workerCount }).toJSON()['Resources'] as Record<string, { Type: string }>)
        .map(({ Type }) => Type)
        .sort();
    expect(kinds(1)).toHaveLength(14);
    expect(kinds(100)).toEqual(kinds(1));
  });

  it('has one dashboard, named after the environment', () => {
    const template = monitoredTemplate({ environment: 'prod' });
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'exchange-connector-prod' });
  });

  it('has no tags on the dashboard, which not every region knows', () => {
    const { stack } = monitoredStack();
    Tags.of(stack).add('Team', 'mail');
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Dashboard', { Tags: Match.absent() });
    Template.fromStack(stack).hasResourceProperties('AWS::SNS::Topic', { Tags: [{ Key: 'Team', Value: 'mail' }] });
  });
});

describe('the rules of AwsSolutions', () => {
  const check = (change: (stack: ReturnType<typeof monitoredStack>['stack']) => void) => {
    const { app, stack } = monitoredStack({ alarmEmail: 'ops@example.com' });
    change(stack);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    return () => app.synth();
  };

  it('find nothing in it', () => {
    expect(check(() => {})).not.toThrow();
  });

  it('are really looked at', () => {
    expect(check((stack) => new Topic(stack, 'Open'))).toThrow(/SNS3/);
  });
});

describe('the topic of alarms', () => {
  const policy = () => {
    const [found] = Object.values(monitoredTemplate().findResources('AWS::SNS::TopicPolicy'));
    return found?.['Properties'].PolicyDocument.Statement;
  };
  const fromThisAccount = { StringEquals: { 'aws:SourceAccount': '111122223333' } };

  it('is encrypted with a key that CloudWatch may use, and that is turned over', () => {
    const template = monitoredTemplate();
    template.hasResourceProperties('AWS::SNS::Topic', {
      KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('Key'), 'Arn'] },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Condition: fromThisAccount,
          }),
        ]),
      }),
    });
  });

  it('takes messages over TLS alone', () => {
    expect(policy()).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'sns:Publish',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it('takes them from alarms of this account and from nobody else', () => {
    const allowed = policy().filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
    expect(allowed).toEqual([
      expect.objectContaining({
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: fromThisAccount,
      }),
    ]);
  });

  it('mails whom the options name, and nobody otherwise', () => {
    monitoredTemplate().resourceCountIs('AWS::SNS::Subscription', 0);
    monitoredTemplate({ alarmEmail: 'ops@example.com' }).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });
});

describe('crashes', () => {
  it('are tasks of this cluster’s services that ended by themselves, not by a deployment or for want of Spot', () => {
    monitoredTemplate().hasResourceProperties('AWS::Events::Rule', {
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.ecs'],
        'detail-type': ['ECS Task State Change'],
        detail: {
          clusterArn: ['arn:aws:ecs:us-east-1:111122223333:cluster/exchange-connector-test'],
          group: [{ prefix: 'service:' }],
          lastStatus: ['STOPPED'],
          $or: [
            { stopCode: ['EssentialContainerExited', 'TaskFailedToStart'] },
            { stoppedReason: [{ wildcard: '*failed container health checks*' }] },
          ],
        },
      },
    });
  });
});
