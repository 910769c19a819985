import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateXML } from 'xmllint-wasm';

/**
 * Validates recorded bodies of calls to Exchange against its published schema.
 * Usage: check-ews-schema.ts <schema folder> <folder of bodies> — each body is the child of soap:Body in a file of its own.
 */
const [schemaFolder = '', bodyFolder = ''] = process.argv.slice(2);
const schemaFiles = ['messages.xsd', 'types.xsd', 'xml.xsd'];
/** Bodies of one run of the validator: it starts anew for each. */
const batch = 200;

if (!schemaFiles.every((file) => existsSync(join(schemaFolder, file)))) {
  process.stdout.write(`SKIPPED: the schema of Exchange Web Services is not in ${schemaFolder}\n`);
  process.exit(0);
}
const schemas = schemaFiles.map((fileName) => ({
  fileName,
  contents: withReferences(readFileSync(join(schemaFolder, fileName), 'utf8')),
}));
const [main, ...imported] = schemas;
if (main === undefined) throw new Error('there is no schema');

const files = readdirSync(bodyFolder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.xml'))
  .map((entry) => join(entry.parentPath, entry.name));
// The same body comes many times; one of each is enough.
const distinct = new Map(files.map((file) => [readFileSync(file, 'utf8'), file]));
let invalid = 0;
const bodies = [...distinct].map(([contents, fileName]) => ({ fileName, contents }));
for (let start = 0; start < bodies.length; start += batch) {
  const xml = bodies.slice(start, start + batch);
  const result = await validateXML({
    xml,
    schema: [main],
    preload: imported,
    initialMemoryPages: 4096,
    maxMemoryPages: 32768,
  });
  if (result.valid) continue;
  invalid += result.errors.length;
  for (const { message } of result.errors.slice(0, 10)) process.stdout.write(`${message}\n`);
}
if (bodies.length === 0) throw new Error(`there is no body in ${bodyFolder}`);
process.stdout.write(`${bodies.length} distinct bodies of ${files.length}: ${invalid} errors\n`);
process.exit(invalid === 0 ? 0 : 1);

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
