import type {
  AccessConfiguration,
  Document,
  DocumentAttribute,
  DocumentAttributeValue,
} from '@aws-sdk/client-qbusiness';
import type { IndexDocument } from '../sync/ports/index.ts';
import type { Outgoing } from './stage.ts';

type Attribute = IndexDocument['attributes'][number];

/** A document as the API takes it. The SDK encodes the content: it must be raw here. */
export function toWire({ document, staged }: Outgoing): Document {
  const { id, title, contentType, content, attributes, access } = document;
  return {
    id,
    title,
    contentType,
    content: staged === undefined ? { blob: content } : { s3: staged },
    attributes: attributes.map(attributeToWire),
    accessConfiguration: accessToWire(access),
  };
}

function attributeToWire({ name, value }: Attribute): DocumentAttribute {
  return { name, value: valueToWire(value) };
}

function valueToWire(value: Attribute['value']): DocumentAttributeValue {
  switch (value.kind) {
    case 'string':
      return { stringValue: value.value };
    case 'strings':
      return { stringListValue: [...value.value] };
    case 'number':
      return { longValue: value.value };
    case 'date':
      return { dateValue: value.value };
  }
}

/**
 * Any of these principals may see the document. Both relations and the membership type are spelled out, as their
 * defaults are not documented.
 * @throws TypeError when there is nobody to allow. The type forbids that already; a document without access rules would be
 * public, so it is checked once more where it leaves the process.
 */
function accessToWire({ allow }: IndexDocument['access']): AccessConfiguration {
  if (allow.length === 0) throw new TypeError('a document must not leave without somebody who may see it');
  const rights = { access: 'ALLOW', membershipType: 'INDEX' } as const;
  const principals = allow.map((principal) => {
    if (principal.kind === 'user') return { user: { id: principal.id, ...rights } };
    // A group that we tell of is known to our data source alone: no other group of that name counts.
    const membershipType = principal.kind === 'own-group' ? ('DATASOURCE' as const) : rights.membershipType;
    return { group: { name: principal.name, access: rights.access, membershipType } };
  });
  return { accessControls: [{ principals, memberRelation: 'OR' }], memberRelation: 'OR' };
}
