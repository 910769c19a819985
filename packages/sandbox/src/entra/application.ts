/** The application that may sign in. */
export interface EntraApplication {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** Certificate registered with the application, in PEM form. */
  readonly certificate?: string;
}
