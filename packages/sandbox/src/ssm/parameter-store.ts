import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { parameterNotFound, SsmError, validation } from './errors.ts';
import { type Parameter, putParameter } from './put-parameter.ts';
import { byPathBody, deleteBody, getBody, getManyBody, parseBody, putBody } from './shapes.ts';

/** Parameters in memory. */
export interface ParameterStore {
  /** Does one operation of the API. @throws SsmError */
  call(operation: string, body: unknown): unknown;
}

interface Shelf {
  readonly parameters: Map<string, Parameter>;
  /** Where the page of a token begins, and what was asked for. */
  readonly tokens: Map<string, { readonly from: number; readonly question: string }>;
}

export function parameterStore(): ParameterStore {
  const shelf: Shelf = { parameters: new Map(), tokens: new Map() };
  return {
    call: (operation, body) => {
      const run = operations[operation];
      if (run === undefined) throw new SsmError('UnknownOperationException', `unknown operation ${operation}`);
      return run(shelf, body);
    },
  };
}

const operations: Readonly<Record<string, (shelf: Shelf, body: unknown) => unknown>> = {
  PutParameter: ({ parameters }, body) => {
    const request = parseBody(putBody, body);
    const parameter = putParameter(request, parameters.get(request.Name));
    parameters.set(parameter.name, parameter);
    return { Version: parameter.version, Tier: parameter.tier };
  },
  GetParameter: ({ parameters }, body) => {
    const { Name, WithDecryption = false } = parseBody(getBody, body);
    const parameter = parameters.get(Name);
    if (parameter === undefined) throw parameterNotFound(Name);
    return { Parameter: show(parameter, WithDecryption) };
  },
  GetParameters: ({ parameters }, body) => {
    const { Names, WithDecryption = false } = parseBody(getManyBody, body);
    if (new Set(Names).size < Names.length) throw validation('Names must not hold one name twice.');
    const found = Names.flatMap((wanted) => parameters.get(wanted) ?? []);
    const InvalidParameters = Names.filter((wanted) => !parameters.has(wanted));
    return { Parameters: found.map((parameter) => show(parameter, WithDecryption)), InvalidParameters };
  },
  GetParametersByPath: (shelf, body) => getByPath(shelf, parseBody(byPathBody, body)),
  DeleteParameter: ({ parameters }, body) => {
    const { Name } = parseBody(deleteBody, body);
    if (!parameters.delete(Name)) throw parameterNotFound(Name);
    return {};
  },
};

/** Names of the operations that the stand-in knows. */
export const operationNames: readonly string[] = Object.keys(operations);

function getByPath({ parameters, tokens }: Shelf, request: z.infer<typeof byPathBody>): unknown {
  const { Path, Recursive = false, WithDecryption = false, MaxResults = 10, NextToken } = request;
  if (!/^\/[a-zA-Z0-9_.\-/]*$/.test(Path) || Path.includes('//')) {
    throw validation(`The parameter doesn't meet the parameter name requirements: the path ${Path}.`);
  }
  const prefix = Path.endsWith('/') ? Path : `${Path}/`;
  const matching = [...parameters.values()]
    .filter(({ name }) => name.startsWith(prefix) && (Recursive || !name.slice(prefix.length).includes('/')))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const question = JSON.stringify([Path, Recursive]);
  const from = NextToken === undefined ? 0 : positionOf(tokens.get(NextToken), question);
  const Parameters = matching.slice(from, from + MaxResults).map((parameter) => show(parameter, WithDecryption));
  if (from + MaxResults >= matching.length) return { Parameters };
  const token = randomUUID();
  tokens.set(token, { from: from + MaxResults, question });
  return { Parameters, NextToken: token };
}

function positionOf(token: { from: number; question: string } | undefined, question: string): number {
  if (token?.question === question) return token.from;
  throw new SsmError('InvalidNextToken', 'The specified token is not valid.');
}

/** A SecureString shows its value only to who asks for decryption. */
function show({ name: Name, type, value, version }: Parameter, decrypted: boolean): unknown {
  const hidden = type === 'SecureString' && !decrypted;
  const Value = hidden ? Buffer.from(`encrypted ${value.length}`).toString('base64') : value;
  const ARN = `arn:aws:ssm:us-east-1:000000000000:parameter${Name.startsWith('/') ? '' : '/'}${Name}`;
  return { Name, Type: type, Value, Version: version, ARN, DataType: 'text' };
}
