export type { DynamoDbOptions, DynamoDbStandIn } from './dynamodb.ts';
export { startDynamoDb } from './dynamodb.ts';
export type { DynamoDbFault } from './faults.ts';
