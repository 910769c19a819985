import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { give, type Permission } from './permissions/permission.ts';

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
    give(this.readerRole, [
      {
        sid: 'ReadStagedDocuments',
        actions: ['s3:GetObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: { StringEquals: { 'aws:ResourceAccount': account } },
        whyWide: 'the bucket holds nothing but staged documents',
      },
    ]);
  }

  /** What a worker may do with the bucket. */
  workerPermissions(): readonly Permission[] {
    return [
      {
        sid: 'StageDocuments',
        actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: { StringEquals: { 'aws:ResourceAccount': Stack.of(this).account } },
        whyWide: 'the bucket holds nothing but staged documents',
      },
      {
        sid: 'LetIndexReadStagedDocuments',
        actions: ['iam:PassRole'],
        resources: [this.readerRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'qbusiness.amazonaws.com' } },
      },
    ];
  }

  #ownBucket(): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // Workers remove what they put; this is for what a killed one left. Mail must not stay, so nothing is versioned.
      lifecycleRules: [{ expiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(bucket, 'S1', 'objects live for minutes; a log of access to them would be kept longer than they are');
    return bucket;
  }
}
