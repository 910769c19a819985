export type { MemoryStateStore } from './memory-state-store.ts';
export { createMemoryStateStore } from './memory-state-store.ts';
