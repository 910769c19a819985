import type { Given } from './stacks.ts';

/** Options that among them bring everything into a template that any can. */
export const combinations: Readonly<Record<string, Given>> = {
  'as little as there is': {},
  'an image that is built': { image: '', architecture: 'arm64' },
  'all there is': {
    workerCount: 3,
    spot: true,
    maxAzs: 3,
    natGateways: 3,
    vpcEndpoints: 'qbusiness,ssm,logs,ecr,sts',
    stagingBucket: 'create',
    federatedCredential: true,
    alarmEmail: 'mail-team@contoso.com',
    image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/worker:1',
    tags: 'CostCentre=4711',
  },
  'a bucket that exists': { stagingBucket: 'existing-bucket' },
};
