export type { Demand, Estimate, Limit } from './estimate.ts';
export { estimate } from './estimate.ts';
export { estimateText } from './estimate-text.ts';
export { ordinaryDemand, scalingPage } from './scaling-page.ts';
