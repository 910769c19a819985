import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { deploymentEnvironment } from '../src/deployment-environment.ts';
import { fargateMemory } from '../src/options/fargate-sizes.ts';
import { optionsTable } from '../src/options/options-table.ts';
import { readOptions } from '../src/options.ts';

const cdkJson = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'));

function problemsOf(context: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    readOptions(context);
    return [];
  } catch (thrown) {
    return (thrown as Error).message.split('\n').filter((line) => line.startsWith('  - '));
  }
}

describe('the options', () => {
  it('have defaults, of which some follow the environment', () => {
    expect(readOptions({ environment: 'prod' })).toEqual({
      workerCount: 1,
      environment: 'prod',
      cpu: 1024,
      memory: 2048,
      architecture: 'x86_64',
      spot: false,
      spotOnDemandBase: 1,
      syncIntervalHours: 24,
      syncMode: 'delta',
      maxWorkerThreads: 4,
      maxAzs: 2,
      natGateways: 1,
      vpcEndpoints: [],
      parameterPrefix: '/exchange-connector/prod',
      tableName: 'exchange-connector-prod',
      federatedCredential: false,
      logRetentionDays: 90,
      tags: {},
    });
  });

  it('stand in cdk.json with their defaults, all of them and in the order of the reference page', () => {
    const defaults = Object.entries(optionsTable).map(([name, option]) => [
      name,
      'default' in option ? option.default : '',
    ]);
    const shown = (value: unknown) => (typeof value === 'object' ? Object.values(value ?? {}).join() : String(value));
    expect(Object.entries(cdkJson.context).map(([name, value]) => [name, shown(value)])).toEqual(defaults);
    expect(readOptions(cdkJson.context)).toEqual(readOptions({}));
  });

  it('mean the same as text on the command line and as JSON in cdk.json', () => {
    const json = { workerCount: 5, spot: true, vpcEndpoints: ['ssm', 'ecr'], tags: { Team: 'mail', Cost: 'a=b' } };
    const text = { workerCount: '5', spot: 'true', vpcEndpoints: 'ssm, ecr', tags: 'Team=mail,Cost=a=b' };
    expect(readOptions(text)).toEqual(readOptions(json));
    expect(readOptions(json)).toMatchObject(json);
  });

  it('count as not given when they are empty', () => {
    expect(readOptions({ vpcId: '', tags: {}, vpcEndpoints: [], image: ' ' })).toEqual(readOptions({}));
  });

  it('are told of with all problems at once: what, the value, what is allowed, and where to set it', () => {
    expect(() =>
      readOptions({ workerCount: '101', environment: 'a b', cpu: '1 vCPU', alarmEmail: 'me', 'worker-count': 3 }),
    ).toThrow(`There are 5 problems with the options of the deployment:
  - "worker-count" is no option. Did you mean workerCount?
  - workerCount is "101". Allowed: whole number of services from 1 to 100.
  - environment is "a b". Allowed: 1 to 32 letters, digits and hyphens.
  - cpu is "1 vCPU". Allowed: \`256\`, \`512\`, \`1024\`, \`2048\`, \`4096\`, \`8192\` or \`16384\`.
  - alarmEmail is "me". Allowed: an e-mail address.
Set them with -c name=value, or in the context of cdk.json.`);
  });

  it.each([
    [{ workerCount: 0 }],
    [{ workerCount: '1.5' }],
    [{ environment: 'prod/eu' }],
    [{ architecture: 'mips' }],
    [{ spot: 'perhaps' }],
    [{ syncIntervalHours: 0 }],
    [{ syncMode: 'incremental' }],
    [{ maxWorkerThreads: 65 }],
    [{ image: 'two words' }],
    [{ vpcId: 'my-vpc' }],
    [{ maxAzs: 4 }],
    [{ vpcEndpoints: 'ssm,sqs' }],
    [{ parameterPrefix: 'no/slash' }],
    [{ parameterPrefix: '/ends/' }],
    [{ parameterPrefix: '/aws/reserved' }],
    [{ parameterPrefix: 'none' }],
    [{ tableName: 'a' }],
    [{ stagingBucket: 'Upper' }],
    [{ federatedCredential: 'maybe' }],
    [{ logRetentionDays: 91 }],
    [{ alarmEmail: 'a@b.c,d@e.f' }],
    [{ tags: 'aws:owner=me' }],
    [{ tags: 'no value' }],
  ])('refuse %j', (given) => {
    const [name] = Object.keys(given);
    expect(problemsOf(given)).toEqual([expect.stringMatching(new RegExp(`^  - ${name} is .*\\. Allowed: .+\\.$`))]);
  });
});

describe('memory and cpu', () => {
  const pairs = Object.entries(fargateMemory).flatMap(([cpu, sizes]) => sizes.map((memory) => ({ cpu, memory })));

  it('are taken in every pair that Fargate has', () => {
    expect(pairs).toHaveLength(3 + 4 + 7 + 13 + 23 + 12 + 12);
    expect(pairs.flatMap(problemsOf)).toEqual([]);
  });

  it('are refused in others, with the sizes that there are', () => {
    expect(problemsOf({ cpu: 256, memory: 4096 })).toEqual([
      '  - memory is 4096 MiB, which Fargate does not have with cpu 256. Allowed: 512, 1024, 2048.',
    ]);
    expect(problemsOf({ cpu: 4096 })).toHaveLength(1);
  });
});

describe('NAT gateways', () => {
  it('are no more than zones, but where the VPC is somebody else’s', () => {
    expect(problemsOf({ natGateways: 3 })).toEqual([expect.stringContaining('natGateways is 3 but maxAzs is 2')]);
    expect(problemsOf({ natGateways: 3, maxAzs: 3 })).toEqual([]);
    expect(problemsOf({ natGateways: 3, vpcId: 'vpc-0123456789abcdef0' })).toEqual([]);
  });
});

describe('keys of the context', () => {
  it.each([
    ['workercount', 'workerCount'],
    ['WORKER_COUNT', 'workerCount'],
    ['vpcID', 'vpcId'],
    ['natGateway', 'natGateways'],
    ['alarmMail', 'alarmEmail'],
    ['tag', 'tags'],
  ])('that are misspelt are problems with a suggestion: %s', (key, name) => {
    expect(problemsOf({ [key]: '1' })).toEqual([`  - "${key}" is no option. Did you mean ${name}?`]);
  });

  it('that are like none are problems, too', () => {
    expect(problemsOf({ colour: 'red' })).toEqual([
      '  - "colour" is no option. docs/reference/deployment-options.md lists them all.',
    ]);
  });

  it('of the CDK are its own business', () => {
    const context = {
      '@aws-cdk/core:checkSecretUsage': true,
      'aws:cdk:enable-path-metadata': true,
      'vpc-provider:account=1:filter.vpc-id=vpc-1:region=us-east-1': {},
      'availability-zones:account=1:region=us-east-1': [],
      'cli-telemetry': false,
      'acknowledged-issue-numbers': [1],
    };
    expect(readOptions(context)).toEqual(readOptions({}));
  });
});

describe('account and region of the template', () => {
  const found = { account: '123456789012', region: 'eu-west-1' };

  it('are open, so that the template is the same everywhere', () => {
    expect(deploymentEnvironment({ vpcId: undefined }, found)).toBeUndefined();
  });

  it('are those of the credentials where a VPC has to be looked up, and asked for where there are none', () => {
    expect(deploymentEnvironment({ vpcId: 'vpc-1' }, found)).toEqual(found);
    expect(() => deploymentEnvironment({ vpcId: 'vpc-1' }, { ...found, account: undefined })).toThrow(
      'vpcId is vpc-1, which has to be looked up, but the CDK found no account. Give it credentials',
    );
    expect(() => deploymentEnvironment({ vpcId: 'vpc-1' }, { ...found, region: undefined })).toThrow('no region');
  });
});
