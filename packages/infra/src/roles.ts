import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import { give, type Permission } from './permissions/permission.ts';

/** What the worker itself acts as. */
export function taskRole(scope: Construct, permissions: readonly Permission[]): Role {
  const { partition, region, account } = Stack.of(scope);
  const role = new Role(scope, 'TaskRole', {
    description: 'Worker of the Exchange connector',
    // No task of another account can have ECS hand it this role. AWS: "Amazon ECS task IAM role".
    assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:ecs:${region}:${account}:*` },
      },
    }),
  });
  give(role, permissions);
  return role;
}

/** What ECS starts tasks with: it pulls the image and writes the log. The log driver and the image bring the permissions. */
export function executionRole(scope: Construct): Role {
  const role = new Role(scope, 'ExecutionRole', {
    description: 'Starts the tasks of the Exchange connector',
    assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
  });
  acknowledgeWildcard(
    role,
    '*',
    'ECR knows no resource for GetAuthorizationToken; pulling itself is limited to a repository',
  );
  return role;
}
