import { z } from 'zod';

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

interface Parameter {
  readonly name: string;
  readonly type: 'String' | 'StringList' | 'SecureString';
  readonly value: string;
  readonly version: number;
}

/** Parameters in memory. */
export interface ParameterStore {
  /** Does one operation of the API. @throws SsmError */
  call(operation: string, body: unknown): unknown;
}

/** Characters of a value in the standard tier (AWS Systems Manager, Parameter Store quotas: 4 KB, advanced 8 KB). */
const valueCharacters = 8192;

const name = z
  .string()
  .min(1)
  .max(1011)
  .regex(/^[a-zA-Z0-9_.\-/]+$/);
const put = z.strictObject({
  Name: name,
  Value: z.string().min(1).max(valueCharacters),
  Type: z.enum(['String', 'StringList', 'SecureString']).optional(),
  Overwrite: z.boolean().optional(),
  Description: z.string().optional(),
  KeyId: z.string().optional(),
  Tier: z.string().optional(),
  Tags: z.array(z.unknown()).optional(),
});
const get = z.strictObject({ Name: name, WithDecryption: z.boolean().optional() });
const getMany = z.strictObject({ Names: z.array(name).min(1).max(10), WithDecryption: z.boolean().optional() });
const byPath = z.strictObject({
  Path: name.regex(/^\//),
  Recursive: z.boolean().optional(),
  WithDecryption: z.boolean().optional(),
  MaxResults: z.number().int().min(1).max(10).optional(),
  NextToken: z.string().optional(),
});

export function parameterStore(): ParameterStore {
  const parameters = new Map<string, Parameter>();
  const operations: Readonly<Record<string, (body: unknown) => unknown>> = {
    PutParameter: (body) => putParameter(parameters, parse(put, body)),
    GetParameter: (body) => {
      const { Name, WithDecryption = false } = parse(get, body);
      const parameter = parameters.get(Name);
      if (parameter === undefined) throw new SsmError('ParameterNotFound', `the parameter ${Name} does not exist`);
      return { Parameter: show(parameter, WithDecryption) };
    },
    GetParameters: (body) => {
      const { Names, WithDecryption = false } = parse(getMany, body);
      const found = Names.flatMap((wanted) => parameters.get(wanted) ?? []);
      const InvalidParameters = Names.filter((wanted) => !parameters.has(wanted));
      return { Parameters: found.map((parameter) => show(parameter, WithDecryption)), InvalidParameters };
    },
    GetParametersByPath: (body) => getByPath(parameters, parse(byPath, body)),
    DeleteParameter: (body) => {
      const { Name } = parse(get, body);
      if (!parameters.delete(Name)) throw new SsmError('ParameterNotFound', `the parameter ${Name} does not exist`);
      return {};
    },
  };
  return {
    call: (operation, body) => {
      const run = operations[operation];
      if (run === undefined) throw new SsmError('UnknownOperationException', `unknown operation ${operation}`);
      return run(body);
    },
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new SsmError('ValidationException', z.prettifyError(parsed.error));
  return parsed.data;
}

function putParameter(parameters: Map<string, Parameter>, request: z.infer<typeof put>): unknown {
  const { Name, Value, Type, Overwrite = false } = request;
  const known = parameters.get(Name);
  if (known !== undefined && !Overwrite) throw new SsmError('ParameterAlreadyExists', 'The parameter already exists.');
  const type = Type ?? known?.type;
  if (type === undefined) throw new SsmError('ValidationException', 'A parameter type is required.');
  const version = (known?.version ?? 0) + 1;
  parameters.set(Name, { name: Name, type, value: Value, version });
  return { Version: version, Tier: 'Standard' };
}

function getByPath(parameters: Map<string, Parameter>, request: z.infer<typeof byPath>): unknown {
  const { Path, Recursive = false, WithDecryption = false, MaxResults = 10, NextToken = '0' } = request;
  const prefix = Path.endsWith('/') ? Path : `${Path}/`;
  const matching = [...parameters.values()]
    .filter((parameter) => parameter.name.startsWith(prefix))
    .filter((parameter) => Recursive || !parameter.name.slice(prefix.length).includes('/'))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const from = Number(NextToken);
  const page = matching.slice(from, from + MaxResults).map((parameter) => show(parameter, WithDecryption));
  return from + MaxResults < matching.length
    ? { Parameters: page, NextToken: String(from + MaxResults) }
    : { Parameters: page };
}

/** A SecureString shows its value only to who asks for decryption. */
function show({ name: Name, type, value, version }: Parameter, decrypted: boolean): unknown {
  const hidden = type === 'SecureString' && !decrypted;
  const Value = hidden ? Buffer.from(`encrypted ${value.length}`).toString('base64') : value;
  const ARN = `arn:aws:ssm:us-east-1:000000000000:parameter${Name}`;
  return { Name, Type: type, Value, Version: version, ARN, DataType: 'text' };
}
