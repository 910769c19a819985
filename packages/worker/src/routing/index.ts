export type { RoutedSources } from './routed-source.ts';
export { createRoutedSource } from './routed-source.ts';
export type { SideSourceOptions } from './side-source.ts';
export { createSideSource } from './side-source.ts';
