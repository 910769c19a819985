import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { StackOptions } from './options.ts';

const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where the Dockerfile stands, from the root of the repository, which is what it is built from. */
const dockerfile = 'packages/worker/Dockerfile';

/** `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/worker:1` or `…@sha256:…` */
const ecrReference =
  /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com\/(?<name>[^:@]+)(?::(?<tag>[^@]+)|@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** The image that was given, or one that `cdk deploy` builds from this repository. Synthesis needs no Docker for either. */
export function workerImage(scope: Construct, { image, architecture }: StackOptions): ContainerImage {
  if (image !== undefined) return readyImage(scope, image);
  const asset = new DockerImageAsset(scope, 'WorkerImage', {
    directory: repositoryRoot,
    file: dockerfile,
    platform: architecture === 'arm64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
    displayName: 'worker',
  });
  return ContainerImage.fromDockerImageAsset(asset);
}

/** Known to be in Amazon ECR, it brings the permission to pull it. */
function readyImage(scope: Construct, reference: string): ContainerImage {
  const { account, region, name = '', tag, digest } = ecrReference.exec(reference)?.groups ?? {};
  if (account === undefined) return ContainerImage.fromRegistry(reference);
  const repository = Repository.fromRepositoryAttributes(scope, 'WorkerRepository', {
    repositoryArn: `arn:${Stack.of(scope).partition}:ecr:${region}:${account}:repository/${name}`,
    repositoryName: name,
  });
  return ContainerImage.fromEcrRepository(repository, digest ?? tag);
}
