/** Intrinsic functions of CloudFormation as text: `arn:<AWS::Partition>:ssm:…`. Hashes in logical ids are left out. */
export function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, argument] = ['', undefined], ...others] = Object.entries(value) as [string, unknown][];
  if (others.length === 0) {
    if (key === 'Ref') return `<${plainId(String(argument))}>`;
    if (key === 'Fn::GetAtt') return `<${(argument as string[]).map(plainId).join('.')}>`;
    if (key === 'Fn::Join') return joined(argument as [string, unknown[]]);
    if (key === 'Fn::Sub') return String(argument).replace(/\$\{(.*?)\}/g, '<$1>');
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, readable(each)]));
}

function joined([separator, parts]: readonly [string, readonly unknown[]]): string {
  return parts.map((part) => String(readable(part))).join(separator);
}

function plainId(id: string): string {
  return id
    .replace(/^SsmParameterValue\w*?(application|index|datasource)id[0-9A-F]+Parameter$/, 'parameter of $1 id')
    .replace(/[0-9A-F]{8}$/, '');
}
