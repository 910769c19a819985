import { setting } from '../setting.ts';
import { wholeNumber } from '../types/number-types.ts';
import { nameOf } from '../types/text-types.ts';
import { oneOf } from '../types/word-types.ts';

/** Where settings and state are kept, and how the worker is watched. */
export const operationSettings = {
  environment: setting({
    name: 'ENVIRONMENT',
    type: nameOf(/^[a-zA-Z0-9_.-]{1,64}$/, '1 to 64 letters, digits, `_`, `.` and `-`'),
    default: 'dev',
    doc: 'Name of the environment; part of the parameter prefix and the table name.',
    advice: 'One for each deployment in an account.',
    environmentOnly: true,
  }),
  parameterStorePrefix: setting({
    name: 'PARAMETER_STORE_PREFIX',
    type: nameOf(
      // AWS: a name has at most 15 levels, and none that begins with aws or ssm.
      /^(none|(?!\/(?:aws|ssm))(?:\/[a-zA-Z0-9_.-]+){1,14})$/i,
      'a path of 1 to 14 names, each after a `/`, that does not begin with `/aws` or `/ssm`, or `none`',
    ),
    defaultDoc: '`/exchange-connector/<ENVIRONMENT>`',
    doc: 'Where in Parameter Store the settings stand; `none` switches Parameter Store off.',
    advice: 'Use `none` to run with environment variables alone.',
    environmentOnly: true,
  }),
  dynamodbTableName: setting({
    name: 'DYNAMODB_TABLE_NAME',
    type: nameOf(/^[a-zA-Z0-9_.-]{3,255}$/, '3 to 255 letters, digits, `_`, `.` and `-`'),
    defaultDoc: '`exchange-connector-<ENVIRONMENT>`',
    doc: 'Table that remembers what is indexed; the worker creates it if it is missing.',
    advice: 'A new name means that everything is indexed again.',
  }),
  healthPort: setting({
    name: 'HEALTH_PORT',
    type: wholeNumber(0, 65_535),
    default: '8080',
    note: '0 takes a free port',
    doc: 'Port of `/health` and `/status`.',
    advice: 'Change it when several workers run on one machine.',
  }),
  logLevel: setting({
    name: 'LOG_LEVEL',
    type: oneOf('error', 'warn', 'info', 'debug'),
    default: 'info',
    doc: 'How much is logged.',
    advice: '`debug` logs every call; subjects, bodies and addresses are never logged in clear.',
  }),
  metrics: setting({
    name: 'METRICS',
    type: oneOf('off', 'emf'),
    default: 'off',
    doc: 'Whether the worker writes [metrics](metrics.md) into its log, as lines of the CloudWatch embedded metric format. Read when the worker starts.',
    advice: 'The stack sets `emf`. Leave it off elsewhere: only CloudWatch Logs makes anything of the lines.',
  }),
} as const;
