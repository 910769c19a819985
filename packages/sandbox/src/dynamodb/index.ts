export type { DynamoDbFault, DynamoDbStandIn } from './dynamodb.ts';
export { startDynamoDb } from './dynamodb.ts';
