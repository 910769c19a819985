import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { allow } from './permissions/statement.ts';

export interface StagingProps {
  /** Name of an existing bucket, or `create`. */
  readonly stagingBucket: string;
  /** ARN of the application that reads documents from there. */
  readonly application: string;
}

/**
 * The way into the index for documents that are too large for a request: a worker puts one into the bucket, tells the index
 * where it is, and removes it once it is indexed. The index reads with a role of its own.
 */
export class Staging extends Construct {
  readonly bucket: IBucket;
  /** Passed with each document: what the index reads the bucket with. */
  readonly readerRole: Role;

  constructor(scope: Construct, id: string, { stagingBucket, application }: StagingProps) {
    super(scope, id);
    this.bucket = stagingBucket === 'create' ? this.#ownBucket() : Bucket.fromBucketName(this, 'Bucket', stagingBucket);
    const { account } = Stack.of(this);
    this.readerRole = new Role(this, 'ReaderRole', {
      description: 'Lets Amazon Q Business read staged documents',
      assumedBy: new ServicePrincipal('qbusiness.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnEquals: { 'aws:SourceArn': application } },
      }),
    });
    this.readerRole.addToPolicy(
      allow({
        sid: 'ReadStagedDocuments',
        actions: ['s3:GetObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: { StringEquals: { 'aws:ResourceAccount': account } },
      }),
    );
  }

  /** What a worker may do with the bucket. */
  workerPermissions(): readonly PolicyStatement[] {
    return [
      allow({
        sid: 'StageDocuments',
        actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: { StringEquals: { 'aws:ResourceAccount': Stack.of(this).account } },
      }),
      allow({
        sid: 'LetIndexReadStagedDocuments',
        actions: ['iam:PassRole'],
        resources: [this.readerRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'qbusiness.amazonaws.com' } },
      }),
    ];
  }

  #ownBucket(): Bucket {
    return new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // Workers remove what they put; this is for what a killed one left. Mail must not stay, so nothing is versioned.
      lifecycleRules: [{ expiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
