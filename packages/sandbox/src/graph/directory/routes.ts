import {
  type DirectoryOperation,
  getGroup,
  getUserPurpose,
  listGroups,
  listTransitiveMembers,
  listTransitiveUsers,
} from './operations.ts';

interface DirectoryRoute {
  readonly operation: string;
  readonly path: RegExp;
  readonly run: DirectoryOperation;
}

/** Names in paths have no case. */
const routes: readonly DirectoryRoute[] = [
  { operation: 'ListGroups', path: /^\/groups$/i, run: listGroups },
  { operation: 'GetGroup', path: /^\/groups\/(?<group>[^/]+)$/i, run: getGroup },
  { operation: 'ListMembers', path: /^\/groups\/(?<group>[^/]+)\/transitiveMembers$/i, run: listTransitiveMembers },
  {
    operation: 'ListMembers',
    path: /^\/groups\/(?<group>[^/]+)\/transitiveMembers\/microsoft\.graph\.user$/i,
    run: listTransitiveUsers,
  },
  {
    operation: 'GetUserPurpose',
    path: /^\/users\/(?<user>[^/]+)\/mailboxSettings\/userPurpose$/i,
    run: getUserPurpose,
  },
];

/** Names of the operations on the directory. */
export const directoryOperations: readonly string[] = [...new Set(routes.map(({ operation }) => operation))];

/** What a path of the directory stands for. */
export interface DirectoryTarget {
  readonly operation: string;
  readonly params: Readonly<Record<string, string>>;
  readonly run: DirectoryOperation;
}

/** Reads a path after the version; undefined when it is none of the directory. */
export function directoryTarget(path: string): DirectoryTarget | undefined {
  for (const { operation, path: pattern, run } of routes) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { operation, params: Object.fromEntries(params), run };
  }
  return undefined;
}
