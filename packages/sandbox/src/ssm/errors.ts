/** An error of the service. */
export class SsmError extends Error {
  override readonly name = 'SsmError';
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

export function validation(message: string): SsmError {
  return new SsmError('ValidationException', message);
}

export function parameterNotFound(name: string): SsmError {
  return new SsmError('ParameterNotFound', `the parameter ${name} does not exist`);
}
