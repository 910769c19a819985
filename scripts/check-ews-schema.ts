import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { validateXML } from 'xmllint-wasm';
import { faultSchema } from './soap-fault-schema.ts';

/**
 * Validates recorded bodies of calls to Exchange against its published schema.
 * Usage: check-ews-schema.ts [--skip-without-schema] <schema folder> <folder of bodies>
 *
 * The names of the files say what they are, as `bodyRecorder` writes them: `….<operation>.request.xml`, `.response.xml` and
 * `.fault.xml`. What is `.refused-ErrorSchemaValidation` has to be invalid, so that the stand-in is no stricter than the
 * schema; operations that it does not offer and what is invalid `-on-purpose` are left out. Every operation has to be there with a request, a good answer and an error.
 */
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'skip-without-schema': { type: 'boolean', default: false } },
});
const [schemaFolder = '', bodyFolder = ''] = positionals;
const schemaFiles = ['messages.xsd', 'types.xsd', 'xml.xsd'];
/** Bodies of one run of the validator: it starts anew for each. */
const batch = 200;
const operations = ['SyncFolderHierarchy', 'SyncFolderItems', 'GetFolder', 'FindFolder', 'GetItem', 'GetAttachment'];

/** A body with what its file's name says of it. */
interface Body {
  readonly fileName: string;
  readonly contents: string;
  readonly operation: string;
  readonly kind: string;
  readonly mark: string;
}

if (!schemaFiles.every((file) => existsSync(join(schemaFolder, file)))) {
  const skip = flags['skip-without-schema'];
  process.stdout.write(
    `${skip ? 'SKIPPED' : 'FAILED'}: the schema of Exchange Web Services (${schemaFiles.join(', ')}) is not in ${schemaFolder}\n`,
  );
  process.exit(skip ? 0 : 1);
}
const schemas = schemaFiles.map((fileName) => ({
  fileName,
  contents: withReferences(readFileSync(join(schemaFolder, fileName), 'utf8')),
}));
const [main = { fileName: '', contents: '' }, ...imported] = schemas;

const all = readdirSync(bodyFolder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.xml'))
  .map((entry) => readBody(join(entry.parentPath, entry.name)));
// The same body comes many times; one of each is enough.
const bodies = [...new Map(all.map((body) => [`${body.kind} ${body.mark} ${body.contents}`, body])).values()];
const schemaRefusal = 'refused-ErrorSchemaValidation';
const leftOut = (mark: string) => mark === 'refused-ErrorInvalidRequest' || mark.endsWith('-on-purpose');
const plain = bodies.filter(({ kind, mark }) => kind !== 'fault' && mark !== schemaRefusal && !leftOut(mark));
const refused = bodies.filter(({ mark }) => mark === schemaRefusal);
const faults = bodies.filter(({ kind, mark }) => kind === 'fault' && mark === '');

const problems = [
  ...(await errorsOf(plain, { schema: [main], preload: imported })).map(({ message }) => message),
  ...(await errorsOf(faults, { schema: [faultSchema], preload: [] })).map(({ message }) => message),
  ...faults.flatMap((fault) => unknownCode(fault)),
  ...(await wronglyRefused()),
  ...whatIsMissing(),
];
for (const operation of [...new Set(bodies.map((body) => body.operation))].sort()) {
  const count = (kind: string, mark = '') => ofOperation(operation, kind, mark).length;
  process.stdout.write(
    `${operation.padEnd(20)} ${count('request')} requests, ${count('response')} responses of which ` +
      `${errorsAmong(operation).length} with an error, ${count('fault')} faults, ${count('request', schemaRefusal)} refused requests\n`,
  );
}
const skipped = bodies.filter(({ mark }) => leftOut(mark)).length;
process.stdout.write(`${bodies.length} distinct bodies of ${all.length}; ${skipped} left out by name\n`);
for (const problem of problems.slice(0, 30)) process.stdout.write(`${problem}\n`);
process.stdout.write(`${problems.length} errors\n`);
process.exit(problems.length === 0 ? 0 : 1);

function readBody(path: string): Body {
  const [name = '', kind = '', mark = ''] = basename(path, '.xml').split('.');
  const operation = name.slice(name.lastIndexOf('-') + 1);
  return { fileName: path, contents: readFileSync(path, 'utf8'), operation, kind, mark };
}

function ofOperation(operation: string, kind: string, mark = ''): readonly Body[] {
  return bodies.filter((body) => body.operation === operation && body.kind === kind && body.mark === mark);
}

function errorsAmong(operation: string): readonly Body[] {
  return ofOperation(operation, 'response').filter(({ contents }) => contents.includes('ResponseClass="Error"'));
}

/** Operations that were never seen, or never seen to go wrong: a check of nothing proves nothing. */
function whatIsMissing(): readonly string[] {
  const missing = operations.flatMap((operation) => [
    ...(ofOperation(operation, 'request').length === 0 ? [`no request of ${operation} was checked`] : []),
    ...(ofOperation(operation, 'response').length === 0 ? [`no response of ${operation} was checked`] : []),
    ...(errorsAmong(operation).length === 0 ? [`no error response of ${operation} was checked`] : []),
  ]);
  return faults.length === 0 ? [...missing, 'no SOAP fault was checked'] : missing;
}

/** Requests that the stand-in refused by the schema although they follow it. */
async function wronglyRefused(): Promise<readonly string[]> {
  const errors = await errorsOf(refused, { schema: [main], preload: imported });
  const rightly = new Set(errors.map(({ loc }) => loc?.fileName));
  return refused
    .filter(({ fileName }) => !rightly.has(fileName))
    .map(({ fileName, contents }) => `${fileName}: refused although it is valid: ${contents.slice(0, 300)}`);
}

/** The code in a fault has to be one that the schema knows. */
function unknownCode({ fileName, contents }: Body): readonly string[] {
  const code = /<e:ResponseCode[^>]*>(\w+)</.exec(contents)?.[1] ?? '';
  return main.contents.includes(`<xs:enumeration value="${code}"`)
    ? []
    : [`${fileName}: the code ${code} is not known`];
}

type SchemaFile = Pick<Body, 'fileName' | 'contents'>;

async function errorsOf(
  checked: readonly Body[],
  schemasOfKind: { readonly schema: readonly SchemaFile[]; readonly preload: readonly SchemaFile[] },
) {
  const errors: Awaited<ReturnType<typeof validateXML>>['errors'][number][] = [];
  for (let start = 0; start < checked.length; start += batch) {
    const xml = checked.slice(start, start + batch).map(({ fileName, contents }) => ({ fileName, contents }));
    const result = await validateXML({ xml, ...schemasOfKind, initialMemoryPages: 4096, maxMemoryPages: 32_768 });
    errors.push(...result.errors);
  }
  return errors;
}

/**
 * The schema of version Exchange2013_SP1 defines ReferenceAttachmentType but leaves it out of the array of attachments;
 * later versions have it there, and servers send it.
 */
function withReferences(schema: string): string {
  const element = '<xs:element name="ReferenceAttachment" type="t:ReferenceAttachmentType"/>';
  return schema.replace(
    /(<xs:complexType name="(?:NonEmpty)?ArrayOfAttachmentsType">[\s\S]*?<xs:choice[^>]*>)/g,
    `$1${element}`,
  );
}
