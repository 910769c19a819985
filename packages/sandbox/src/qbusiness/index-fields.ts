import { ServiceError, validation } from './errors.ts';
import type { AttributeValue } from './shapes/index.ts';

export type FieldType = 'STRING' | 'STRING_LIST' | 'NUMBER' | 'DATE';

/** A field of an index. */
export interface IndexField {
  readonly name: string;
  readonly type: FieldType;
  readonly search?: 'ENABLED' | 'DISABLED' | undefined;
}

/** Fields that exist in every index, and which of them are searched (user guide, doc-attributes and boosting). */
const reservedFields: readonly IndexField[] = [
  { name: '_authors', type: 'STRING_LIST', search: 'ENABLED' },
  { name: '_category', type: 'STRING', search: 'ENABLED' },
  { name: '_created_at', type: 'DATE' },
  { name: '_data_source_id', type: 'STRING', search: 'ENABLED' },
  { name: '_data_source_sync_job_execution_id', type: 'STRING' },
  { name: '_document_id', type: 'STRING' },
  { name: '_document_title', type: 'STRING', search: 'ENABLED' },
  { name: '_file_type', type: 'STRING', search: 'ENABLED' },
  { name: '_language_code', type: 'STRING', search: 'ENABLED' },
  { name: '_last_updated_at', type: 'DATE' },
  { name: '_source_uri', type: 'STRING', search: 'ENABLED' },
  { name: '_version', type: 'STRING', search: 'ENABLED' },
  { name: '_view_count', type: 'NUMBER' },
];

/** Custom fields of an index, and how many of them may be searched (user guide, doc-attributes). */
const customFields = 50;
const searchableFields = 30;

const valueMembers: Readonly<Record<FieldType, keyof AttributeValue>> = {
  STRING: 'stringValue',
  STRING_LIST: 'stringListValue',
  NUMBER: 'longValue',
  DATE: 'dateValue',
};

/** The fields of one index. */
export interface IndexFields {
  all(): readonly IndexField[];
  /** Adds fields and changes whether they are searched. @throws ServiceError and changes nothing */
  update(changes: readonly IndexField[]): void;
  /**
   * Why a document with these attributes is refused, or undefined. What a real index answers to an attribute without a
   * field is not documented; a connector that relies on it being ignored would lose data if it is not.
   */
  refusal(attributes: readonly { readonly name: string; readonly value: AttributeValue }[]): string | undefined;
}

export function indexFields(): IndexFields {
  let fields = new Map(reservedFields.map((field) => [field.name, field]));
  return {
    all: () => [...fields.values()],
    update: (changes) => {
      if (new Set(changes.map(({ name }) => name)).size < changes.length) throw validation('a field is named twice');
      const next = new Map(fields);
      for (const change of changes) next.set(change.name, changed(fields.get(change.name), change));
      requireWithinQuotas([...next.values()].filter(({ name }) => !name.startsWith('_')));
      fields = next;
    },
    refusal: (attributes) => {
      const names = new Set<string>();
      for (const { name, value } of attributes) {
        const type = fields.get(name)?.type;
        if (type === undefined) return `the index has no field for the attribute ${name}`;
        if (value[valueMembers[type]] === undefined) return `the attribute ${name} is of type ${type}`;
        if (names.has(name)) return `the attribute ${name} appears twice`;
        names.add(name);
      }
      return undefined;
    },
  };
}

function changed(known: IndexField | undefined, change: IndexField): IndexField {
  if (known === undefined && change.name.startsWith('_')) {
    throw validation(`the name of a custom field must not begin with an underscore: ${change.name}`);
  }
  if (known !== undefined && known.type !== change.type) {
    throw validation(`the field ${change.name} has type ${known.type} and cannot change`);
  }
  return { ...change, search: change.search ?? known?.search };
}

function requireWithinQuotas(custom: readonly IndexField[]): void {
  const searchable = custom.filter(({ search }) => search === 'ENABLED').length;
  const resource = { resourceId: 'index', resourceType: 'INDEX' };
  if (custom.length > customFields) {
    const message = `An index has at most ${customFields} custom fields, not ${custom.length}.`;
    throw new ServiceError('ServiceQuotaExceededException', 402, message, resource);
  }
  if (searchable > searchableFields) {
    const message = `An index has at most ${searchableFields} searchable custom fields, not ${searchable}.`;
    throw new ServiceError('ServiceQuotaExceededException', 402, message, resource);
  }
}
