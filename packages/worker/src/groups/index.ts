export type { AccessGroupOptions } from './keep-access-groups.ts';
export { keepAccessGroups } from './keep-access-groups.ts';
export { mayBeNamed } from './may-be-named.ts';
