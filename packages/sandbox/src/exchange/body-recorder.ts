import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One call as it went over the wire, for a check of its bodies. */
export interface RecordedCall {
  /** Name of the request element; `unknown` when there was none. */
  readonly operation: string;
  /** The whole envelope. */
  readonly request: string;
  /** Code of the fault with which the stand-in refused the request as such. */
  readonly refused?: string;
  /** The child of `soap:Body`, or the whole envelope of a SOAP fault. */
  readonly response: string;
  readonly isFault: boolean;
  /** Name of the fault on demand that made the answer invalid on purpose. */
  readonly invalidOnPurpose?: string;
}

/**
 * Writes the bodies of calls into files of a folder, for a check against the schema. A name says what a file is:
 * `<run>-<number>-<operation>.<request|response|fault>[.refused-<code>|.<fault on demand>-on-purpose].xml`. Many recorders may
 * write into one folder.
 */
export function bodyRecorder(folder: string): (call: RecordedCall) => void {
  mkdirSync(folder, { recursive: true });
  const run = randomUUID();
  let count = 0;
  return ({ operation, request, refused, response, isFault, invalidOnPurpose }) => {
    count += 1;
    const name = `${run}-${count}-${operation}`;
    const write = (kind: string, body: string) => writeFileSync(join(folder, `${name}.${kind}.xml`), body);
    write(`request${refused === undefined ? '' : `.refused-${refused}`}`, requestBody(request));
    const purpose = invalidOnPurpose === undefined ? '' : `.${invalidOnPurpose}-on-purpose`;
    write(`${isFault ? 'fault' : 'response'}${purpose}`, response);
  };
}

/** The request without its envelope; its namespaces are declared there and have to be declared again. */
function requestBody(envelope: string): string {
  const body = /<(?:\w+:)?Body>([\s\S]*)<\/(?:\w+:)?Body>/.exec(envelope)?.[1] ?? envelope;
  const namespaces = [...envelope.matchAll(/ xmlns:(?:m|t)="[^"]*"/g)].map(([declaration]) => declaration);
  return body.trim().replace(/^<([^\s/>]+)/, (start) => `${start}${[...new Set(namespaces)].join('')}`);
}
