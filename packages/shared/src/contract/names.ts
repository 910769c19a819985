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
