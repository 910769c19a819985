import { noProperty } from '../errors.ts';
import { splitList } from '../query.ts';
import type { DirectoryObject, DirectoryUser } from './model.ts';

type Rendered = Readonly<Record<string, unknown>>;

const groupProperties = ['id', 'displayName', 'mail'];
const userProperties = [
  'id',
  'displayName',
  'mail',
  'userPrincipalName',
  'userType',
  'accountEnabled',
  'assignedPlans',
];
/** Without `$select` a user has these alone (Microsoft: user resource type). */
const usualUserProperties = ['id', 'displayName', 'mail', 'userPrincipalName'];
const types = { user: 'user', group: 'group', contact: 'orgContact' } as const;

/**
 * A member as Graph shows it: with what is selected of it. What the application may not read is null, and nothing says so
 * (Microsoft: limited information returned for inaccessible member objects).
 */
export function renderMember(
  object: DirectoryObject,
  { selected, mayRead }: { selected: readonly string[] | undefined; mayRead: boolean },
): Rendered {
  const facts = factsOf(object);
  const usual = object.kind === 'user' ? usualUserProperties : Object.keys(facts);
  const shown = (selected ?? usual).filter((name) => name in facts);
  const hidden = object.kind !== 'group' && !mayRead;
  return {
    '@odata.type': `#microsoft.graph.${types[object.kind]}`,
    id: object.id,
    ...Object.fromEntries(shown.map((name) => [name, hidden && name !== 'id' ? null : facts[name]])),
  };
}

/** A group with what is selected of it. */
export function renderGroup(object: DirectoryObject, selected: readonly string[] | undefined): Rendered {
  const facts = factsOf(object);
  return Object.fromEntries((selected ?? groupProperties).map((name) => [name, facts[name]]));
}

/** The properties of a `$select`. @throws GraphError for one that there is not */
export function selectedProperties(text: string | undefined, type: 'group' | 'directoryObject') {
  if (text === undefined) return undefined;
  const known = type === 'group' ? groupProperties : [...new Set([...groupProperties, ...userProperties])];
  const names = splitList(text);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw noProperty(unknown, type);
  return names;
}

function factsOf(object: DirectoryObject): Rendered {
  if (object.kind === 'user') return userFacts(object);
  if (object.kind === 'group') return { id: object.id, displayName: object.displayName, mail: object.mail };
  return { id: object.id, displayName: object.mail, mail: object.mail };
}

function userFacts({ id, mail, userPrincipalName, userType, accountEnabled, licensed }: DirectoryUser): Rendered {
  const plan = (service: string, capabilityStatus: string) => ({ service, capabilityStatus });
  return {
    id,
    displayName: userPrincipalName,
    mail,
    userPrincipalName,
    userType,
    accountEnabled,
    assignedPlans: [plan('SharePoint', 'Enabled'), plan('exchange', licensed ? 'Enabled' : 'Deleted')],
  };
}
