export type { ReadOptions } from './read-parameters.ts';
export { readParameters } from './read-parameters.ts';
