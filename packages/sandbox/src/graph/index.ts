export type { DirectoryGroup, DirectoryObject, DirectoryUser, TenantDirectory } from './directory/index.ts';
export type { GraphFault } from './fault-effects.ts';
export type { GraphStandIn } from './graph.ts';
export { startGraph } from './graph.ts';
export type { MailboxLimits } from './limits.ts';
export type { GraphOptions } from './options.ts';
