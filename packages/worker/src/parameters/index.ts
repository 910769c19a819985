export { readParameters } from './read-parameters.ts';
