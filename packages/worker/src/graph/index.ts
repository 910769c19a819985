export type { GraphDirectoryOptions } from './directory/graph-directory.ts';
export { createGraphDirectory } from './directory/graph-directory.ts';
export type { GraphSignIn } from './graph-client.ts';
export { isNotInExchangeOnline } from './graph-failure.ts';
export type { GraphSourceOptions } from './graph-source.ts';
export { createGraphSource, graphResource } from './graph-source.ts';
