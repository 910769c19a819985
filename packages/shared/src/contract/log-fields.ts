/** Fields of log lines that are searched by name. Workers write them, the dashboard's tables read them. */
export const logFields = {
  level: 'level',
  /** Cause code of a failure. */
  cause: 'code',
  /** The mailbox, shortened; see `maskAddress`. */
  mailbox: 'address',
  /** `primary` or `archive`. */
  store: 'store',
} as const;
