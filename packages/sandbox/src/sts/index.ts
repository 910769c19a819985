export type { StsFault, StsStandIn } from './sts.ts';
export { startSts } from './sts.ts';
