import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the child of each soap:Body into a file of its own, for a check against the schema. */
export function bodyRecorder(folder: string): (request: string, response: string) => void {
  mkdirSync(folder, { recursive: true });
  let count = 0;
  return (request, response) => {
    count += 1;
    writeFileSync(join(folder, `${count}-request.xml`), requestBody(request));
    if (response !== '') writeFileSync(join(folder, `${count}-response.xml`), response);
  };
}

/** The request without its envelope; its namespaces are declared there and have to be declared again. */
function requestBody(envelope: string): string {
  const body = /<(?:\w+:)?Body>([\s\S]*)<\/(?:\w+:)?Body>/.exec(envelope)?.[1] ?? '';
  const namespaces = [...envelope.matchAll(/ xmlns:(?:m|t)="[^"]*"/g)].map(([declaration]) => declaration).join('');
  return body.replace(/^<(\S+?)(?=[\s>])/, `<$1${namespaces}`);
}
