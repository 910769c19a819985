export { createMemoryAccessGroupStore } from './memory-access-group-store.ts';
export { createMemoryLeaseStore } from './memory-lease-store.ts';
export { createMemoryRosterStore, createOverlayRosterStore } from './memory-roster-store.ts';
export type { MemoryStateStore } from './memory-state-store.ts';
export { createMemoryStateStore } from './memory-state-store.ts';
export { createMemorySyncJobStore } from './memory-sync-job-store.ts';
export { createOverlayStateStore } from './overlay-state-store.ts';
