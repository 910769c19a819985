import type { AccessGroup, AccessGroupStore } from '../sync/ports/index.ts';

/** In-process twin of the store of access groups. */
export function createMemoryAccessGroupStore(): AccessGroupStore {
  const groups = new Map<string, AccessGroup>();
  return {
    listGroups: async () => [...groups.values()],
    replaceGroup: async (expected, next) => {
      if (groups.get(next.name)?.version !== expected) return false;
      groups.set(next.name, next);
      return true;
    },
    removeGroup: async (name, expected) => {
      if (groups.get(name)?.version !== expected) return false;
      return groups.delete(name);
    },
  };
}
