import { markdownTable } from '@connector/shared';
import { attributeFields, type Carrier } from './attribute-fields.ts';

const carriers: Readonly<Record<Carrier, string>> = {
  message: 'messages',
  event: 'events',
  contact: 'contacts',
  attachment: 'attachments',
};

/** The reference of document attributes as Markdown. The page in `docs/reference` is this text. */
export function documentFieldsPage(): string {
  const rows = attributeFields.map(({ name, type, reserved, on, doc }) => [
    `\`${name}\``,
    type,
    reserved ? 'reserved' : 'custom',
    on.map((carrier) => carriers[carrier]).join(', '),
    doc,
  ]);
  return `${introduction}\n${markdownTable([['Name', 'Type', 'Field', 'On', 'Meaning'], ...rows])}\n`;
}

const introduction = `# Document fields

<!-- Generated from packages/worker/src/documents/attribute-fields.ts by \`pnpm docs\`. -->

Attributes that the connector sends with its documents, by the names of the native Exchange connector where it has one.
An attribute that a message has no value for is left out. Reserved fields exist in every index; a custom field has to be
added to the index before documents can carry it, and as long as it is missing the attribute is left out.
`;
