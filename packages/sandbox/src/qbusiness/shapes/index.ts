export type { AccessConfiguration, AccessPrincipal, AttributeValue, PutDocument } from './documents.ts';
export { deleteBody, putBody } from './documents.ts';
export { updateIndexBody } from './index-update.ts';
export { emptyBody, identifier, parseShape, text } from './primitives.ts';
export type { PutGroup, UserAlias } from './principals.ts';
export { createUserBody, groupName, putGroupBody, updateUserBody } from './principals.ts';
