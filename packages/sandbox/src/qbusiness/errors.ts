/** An error of the service as it goes over the wire: type in a header, message and details in the body. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly type: string;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(type: string, status: number, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.type = type;
    this.status = status;
    this.details = details;
  }
}

export function validation(message: string, fields: readonly { name: string; message: string }[] = []): ServiceError {
  return new ServiceError('ValidationException', 400, message, { reason: 'FIELD_VALIDATION_FAILED', fields });
}

export function notFound(resourceType: string, resourceId: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, `${resourceType} ${resourceId} does not exist`, {
    resourceId,
    resourceType,
  });
}

export function conflict(message: string, resourceId: string, resourceType: string): ServiceError {
  return new ServiceError('ConflictException', 409, message, { resourceId, resourceType });
}
