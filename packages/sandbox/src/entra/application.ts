/** The application that may sign in. */
export interface EntraApplication {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** Certificate registered with the application, in PEM form. */
  readonly certificate?: string;
  readonly federated?: FederatedCredential;
  /** Application permissions of Microsoft Graph that the administrator granted; those to read mail, calendars and contacts without it. */
  readonly graphRoles?: readonly string[];
  /** The same of Exchange; full_access_as_app without it. */
  readonly ewsRoles?: readonly string[];
}

/** Federated identity credential: whose tokens the application is trusted by, in place of a secret. */
export interface FederatedCredential {
  /** Issuer that shows its keys by OpenID Connect discovery. */
  readonly issuer: string;
  readonly subject: string;
  /** The one audience of the tokens. */
  readonly audience: string;
}
