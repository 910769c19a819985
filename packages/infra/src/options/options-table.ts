import type { Setting } from '@connector/shared';
import { accountOptions } from './account-options.ts';
import { serviceOptions } from './service-options.ts';

/** Everything that `-c name=value` can say. */
export const optionsTable = { ...serviceOptions, ...accountOptions } as const;

type Table = typeof optionsTable;
/** Name of an option, as `-c` takes it. */
export type OptionName = keyof Table;
type Value<S> = S extends Setting<infer T> ? T : never;
/** What the stack does without when it is not given. */
type OptionalName = 'image' | 'vpcId' | 'stagingBucket' | 'alarmEmail';

/** What the deployment is told, valid by itself and together. */
export type StackOptions = { readonly [K in Exclude<OptionName, OptionalName>]: Value<Table[K]> } & {
  readonly [K in OptionalName]: Value<Table[K]> | undefined;
};
