import { describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ConnectorStack } from '../src/connector-stack.ts';
import { readOptions } from '../src/options.ts';

const templateOf = (workerCount: number) => {
  const app = new App({ analyticsReporting: false });
  const options = { workerCount, environment: 'test', image: 'example/worker:1' };
  return Template.fromStack(new ConnectorStack(app, 'stack', { options }));
};

describe('the stack', () => {
  it.each([1, 3, 5])('has %i services, each with its index and the number of all', (workerCount) => {
    const template = templateOf(workerCount);
    template.resourceCountIs('AWS::ECS::Service', workerCount);
    for (let index = 0; index < workerCount; index += 1) {
      template.hasResourceProperties('AWS::ECS::TaskDefinition', {
        ContainerDefinitions: [
          Match.objectLike({
            Environment: Match.arrayWith([
              { Name: 'CONTAINER_INDEX', Value: String(index) },
              { Name: 'TOTAL_CONTAINERS', Value: String(workerCount) },
            ]),
          }),
        ],
      });
    }
  });

  it('never runs two tasks of one index at a time', () => {
    templateOf(1).allResourcesProperties('AWS::ECS::Service', {
      DesiredCount: 1,
      DeploymentConfiguration: Match.objectLike({ MaximumPercent: 100, MinimumHealthyPercent: 0 }),
    });
  });

  it('keeps what exists when the number of workers grows', () => {
    const names = (workerCount: number) => Object.keys(templateOf(workerCount).findResources('AWS::ECS::Service'));
    expect(names(5)).toEqual(expect.arrayContaining(names(3)));
  });

  it('gives the worker no action on every resource', () => {
    const policies = Object.entries(templateOf(1).findResources('AWS::IAM::Policy')).filter(([id]) =>
      id.startsWith('TaskRole'),
    );
    const statements = policies.flatMap(([, policy]) => policy['Properties'].PolicyDocument.Statement);
    expect(statements.length).toBeGreaterThan(4);
    expect(statements.filter(({ Resource }: { Resource: unknown }) => Resource === '*')).toEqual([]);
  });

  it('forbids the worker to publish documents', () => {
    templateOf(1).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Action: 'qbusiness:DisableAclOnDataSource' })]),
      }),
    });
  });
});

describe('the options', () => {
  it('have defaults', () => {
    expect(readOptions(() => undefined)).toMatchObject({ workerCount: 1, environment: 'dev' });
  });

  it('report all problems at once', () => {
    const context: Record<string, unknown> = { workerCount: '0', environment: 'a b' };
    expect(() => readOptions((name) => context[name])).toThrow(
      /workerCount is "0", allowed is .*\n.*environment is "a b"/,
    );
  });
});
