export { readCertificate } from './client-credential.ts';
export type { CredentialSettings } from './credentials.ts';
export { ewsEndsAt, ewsEndText } from './end-of-ews.ts';
export type { ExchangeSourceOptions } from './exchange-source.ts';
export { createExchangeSource } from './exchange-source.ts';
export type { SignIn } from './sign-in.ts';
export { createSignIn } from './sign-in.ts';
