/** Where the worker answers whether it is well; the container's health check asks here. */
export const healthPath = '/health';
/** Where the worker tells what it does. */
export const statusPath = '/status';

/** Attribute names of the state table's key. Both are strings. */
export const stateTableKeys = { partition: 'pk', sort: 'sk' } as const;
/** Attribute that DynamoDB expires rows by, in seconds since the epoch. */
export const stateTableExpiry = 'expiresAt';
/** Tells a state table of this product from any other table; written into a row of its own. */
export const stateTableProduct = 'exchange-ews-connector';

/** Where the settings of an environment stand in Parameter Store unless another prefix is given. */
export function defaultParameterPrefix(environment: string): string {
  return `/exchange-connector/${environment}`;
}

/** The state table of an environment unless another name is given. */
export function defaultTableName(environment: string): string {
  return `exchange-connector-${environment}`;
}

/** Where staged documents go in the bucket; its lifecycle rule and the policies of the two roles name it. */
export const stagingKeyPrefix = 'exchange-connector/';
