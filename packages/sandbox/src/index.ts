export type { DynamoDbFault, DynamoDbStandIn } from './dynamodb/index.ts';
export { startDynamoDb } from './dynamodb/index.ts';
