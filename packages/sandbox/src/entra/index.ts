export type { EntraApplication } from './application.ts';
export { makeClientCertificate } from './certificates.ts';
export type { EntraFault, EntraOptions, EntraStandIn } from './entra.ts';
export { startEntra } from './entra.ts';
export type { TokenReading } from './tokens.ts';
