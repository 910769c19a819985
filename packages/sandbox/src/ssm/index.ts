export type { SsmFault, SsmStandIn } from './ssm.ts';
export { startSsm } from './ssm.ts';
