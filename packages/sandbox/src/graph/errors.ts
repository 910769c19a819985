/** An error that Microsoft Graph answers with. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function badRequest(message: string, code = 'BadRequest'): GraphError {
  return new GraphError(400, code, message);
}

export function itemNotFound(): GraphError {
  return new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
}

/** Of a user whose mailbox is on-premises (Microsoft: Outlook REST errors). */
export function mailboxElsewhere(): GraphError {
  const message = 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.';
  return new GraphError(404, 'MailboxNotEnabledForRESTAPI', message);
}

export function accessDenied(message = 'Access is denied. Check credentials and try again.'): GraphError {
  return new GraphError(403, 'ErrorAccessDenied', message);
}

/** A property or path that the data model does not have. */
export function noProperty(name: string, type: string): GraphError {
  const message = `Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`;
  return badRequest(message, 'RequestBroker--ParseUri');
}
