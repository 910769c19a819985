import { badRequest, noProperty } from './errors.ts';
import { readPropertyIds } from './extended-properties.ts';
import { splitList } from './query.ts';

/** One expansion with the options in its parentheses. */
export interface Expansion {
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
}

/** What a request for messages or folders has expanded. */
export interface Expansions {
  /** Ids of extended properties; none without the expansion. */
  readonly propertyIds: readonly string[];
  /** The expansion of attachments, if it is wanted. */
  readonly attachments: Expansion | undefined;
}

/** The expansions in `$expand`. @throws GraphError */
export function readExpansions(text: string | undefined): readonly Expansion[] {
  if (text === undefined) return [];
  return splitList(text).map((part) => {
    const [, name, inside = ''] = /^([\w./]+)(?:\((.*)\))?$/s.exec(part) ?? [];
    if (name === undefined) throw badRequest(`Invalid $expand: '${part}'.`);
    const options = splitList(inside, ';')
      .filter((option) => option !== '')
      .map((option) => {
        const at = option.indexOf('=');
        if (at < 1) throw badRequest(`Invalid option '${option}' in $expand.`);
        return [option.slice(0, at).trim().toLowerCase(), option.slice(at + 1)] as const;
      });
    return { name, options: Object.fromEntries(options) };
  });
}

/** Resources that may have extended properties. */
export type ExpandableType = 'message' | 'event' | 'contact' | 'mailFolder' | 'contactFolder';

/** The expansions of a resource that may have extended properties and, if it is a message, attachments. @throws GraphError */
export function readResourceExpansions(text: string | undefined, type: ExpandableType): Expansions {
  let propertyIds: readonly string[] = [];
  let attachments: Expansion | undefined;
  for (const expansion of readExpansions(text)) {
    if (expansion.name === 'singleValueExtendedProperties') propertyIds = readPropertyIds(expansion.options['$filter']);
    else if (expansion.name === 'attachments' && (type === 'message' || type === 'event')) attachments = expansion;
    else throw noProperty(expansion.name, type);
  }
  return { propertyIds, attachments };
}
