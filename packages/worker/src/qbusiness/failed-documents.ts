import type { FailedDocument } from '@aws-sdk/client-qbusiness';
import type { Failure, FailureKind } from '../errors.ts';

/** Error codes of single documents (ErrorDetail of the service model 2023-11-27) by what they mean for us. */
const kinds: Readonly<Record<string, FailureKind>> = {
  InternalError: 'transient',
  InvalidRequest: 'permanent',
  ResourceInactive: 'transient',
  ResourceNotFound: 'gone',
};

/** What went wrong with single documents, by id. The details stand in `error`, not beside the id. */
export function failuresById(failed: readonly FailedDocument[] | undefined): ReadonlyMap<string, Failure> {
  return new Map((failed ?? []).map(({ id = '', error }) => [id, failureOf(error?.errorCode, error?.errorMessage)]));
}

function failureOf(errorCode = 'unknown', errorMessage = ''): Failure {
  return {
    code: `index.${errorCode}`,
    kind: kinds[errorCode] ?? 'transient',
    message: `Amazon Q Business refused the document: ${errorCode}: ${errorMessage}`,
  };
}
