/** A document of CloudWatch's embedded metric format, as far as it was checked. */
export interface EmfDocument {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/** One value of a metric, or its values, as CloudWatch takes it out of a document. */
export interface EmfMetric {
  readonly name: string;
  readonly unit: string | undefined;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

type Problem = string | false;

const units = new Set(
  'Seconds Microseconds Milliseconds Bytes Kilobytes Megabytes Gigabytes Terabytes Bits Kilobits Megabits Gigabits Terabits Percent Count Bytes/Second Kilobytes/Second Megabytes/Second Gigabytes/Second Terabytes/Second Bits/Second Kilobits/Second Megabits/Second Gigabits/Second Terabits/Second Count/Second None'.split(
    ' ',
  ),
);
const hourMs = 60 * 60_000;

/** The documents among lines of a log: what CloudWatch Logs takes for one. */
export function emfDocuments(log: string): readonly string[] {
  return log.split('\n').filter((line) => line.includes('"_aws"'));
}

/**
 * What is wrong with a line by the published specification and its JSON schema; empty: it is well-formed.
 * @param now milliseconds since the epoch: CloudWatch takes two weeks before and two hours after
 */
export function emfProblems(line: string, now: number): readonly string[] {
  if (/[\r\n]/.test(line)) return ['more than one line'];
  if (Buffer.byteLength(line) > 256 * 1024) return ['more than 256 kB'];
  const document = parsed(line);
  const meta = isObject(document) ? document['_aws'] : undefined;
  if (!isObject(document) || !isObject(meta)) return ['no JSON object with _aws'];
  const { Timestamp: time, CloudWatchMetrics: directives, ...unknown } = meta;
  return [
    !Number.isInteger(time) && 'Timestamp is no integer',
    typeof time === 'number' && (time < now - 14 * 24 * hourMs || time > now + 2 * hourMs) && 'Timestamp out of range',
    ...Object.keys(unknown).map((name) => `unknown member ${name}`),
    ...(isFilled(directives, Number.POSITIVE_INFINITY)
      ? directives.flatMap((directive) => directiveProblems(directive, document))
      : ['no CloudWatchMetrics']),
  ].filter((problem) => problem !== false);
}

function directiveProblems(directive: unknown, document: Readonly<Record<string, unknown>>): readonly Problem[] {
  if (!isObject(directive)) return ['a directive is no object'];
  const { Namespace: namespace, Dimensions: sets, Metrics: metrics, ...unknown } = directive;
  return [
    !isText(namespace, 1024) && 'Namespace is no text of 1 to 1024 characters',
    typeof namespace === 'string' && namespace.startsWith('AWS/') && 'Namespace is reserved',
    ...Object.keys(unknown).map((name) => `unknown member ${name}`),
    ...(isFilled(sets, Number.POSITIVE_INFINITY)
      ? sets.flatMap((set) => setProblems(set, document))
      : ['no Dimensions']),
    ...(isFilled(metrics, 100)
      ? metrics.flatMap((metric) => metricProblems(metric, document))
      : ['no 1 to 100 Metrics']),
    isFilled(metrics, 100) && hasTwice(metrics.map((metric) => isObject(metric) && metric['Name'])) && 'a metric twice',
  ];
}

function setProblems(set: unknown, document: Readonly<Record<string, unknown>>): readonly Problem[] {
  if (!isFilled(set, 30)) return ['a set of dimensions is not of 1 to 30'];
  return set.flatMap((name) => {
    if (!isText(name, 250)) return ['a dimension without a name'];
    const value = document[name];
    return [
      !isText(value, 1024) && `dimension ${name} has no value of 1 to 1024 characters`,
      typeof value === 'string' &&
        (!/^[\x20-\x7e]+$/.test(value) || value.trim() === '') &&
        `dimension ${name} is not ASCII`,
    ];
  });
}

function metricProblems(metric: unknown, document: Readonly<Record<string, unknown>>): readonly Problem[] {
  if (!isObject(metric)) return ['a metric is no object'];
  const { Name: name, Unit: unit, StorageResolution: resolution = 60, ...unknown } = metric;
  if (!isText(name, 1024)) return ['a metric without a name'];
  const value = document[name];
  const values = Array.isArray(value) ? value : [value];
  return [
    unit !== undefined && !units.has(String(unit)) && `${name} has the unknown unit ${String(unit)}`,
    resolution !== 1 && resolution !== 60 && `${name} has no resolution of 1 or 60`,
    ...Object.keys(unknown).map((member) => `unknown member ${member}`),
    (values.length === 0 || values.length > 100) && `${name} has ${values.length} values, 1 to 100 are allowed`,
    values.some((one) => typeof one !== 'number' || !(Math.abs(one) <= 2 ** 360)) && `${name} is no number`,
  ];
}

/** The metrics in a line that has no problems. */
export function emfMetrics(line: string): readonly EmfMetric[] {
  const document = JSON.parse(line) as EmfDocument;
  return document._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((set) =>
      Metrics.map(({ Name: name, Unit: unit }) => ({
        name,
        unit,
        dimensions: Object.fromEntries(set.map((dimension) => [dimension, String(document[dimension])])),
        values: [document[name] as number | readonly number[]].flat(),
      })),
    ),
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFilled(value: unknown, most: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.length <= most;
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= most;
}

function hasTwice(values: readonly unknown[]): boolean {
  return new Set(values).size < values.length;
}
