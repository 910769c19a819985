/** An error of the token endpoint, with its AADSTS number in front of the description. */
export class EntraError extends Error {
  override readonly name = 'EntraError';
  readonly status: number;
  readonly error: string;
  readonly code: number;

  constructor(status: number, error: string, description: string) {
    super(description);
    this.status = status;
    this.error = error;
    this.code = Number(/^AADSTS(\d+)/.exec(description)?.[1] ?? 0);
  }
}

export function invalidRequest(description: string): EntraError {
  return new EntraError(400, 'invalid_request', description);
}

export function invalidClient(description: string): EntraError {
  return new EntraError(401, 'invalid_client', description);
}
