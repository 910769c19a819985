import { stagingKeyPrefix } from '@connector/shared';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { give, type Permission } from './permissions/permission.ts';

/** What staging is told. */
export interface StagingProps {
  /** Name of an existing bucket, or `create`. */
  readonly stagingBucket: string;
  /** ARN of the application that reads documents from there. */
  readonly application: string;
}

/**
 * Days that staged documents stay. Nobody says when the index has read one, and the worker refuses a bucket that removes
 * them sooner than after two.
 */
const stagingDays = 3;

/**
 * The way into the index for documents that are too large for a request: a worker puts one into the bucket and tells the
 * index where it is. The index reads it with a role of its own, and the bucket's lifecycle rule removes it.
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
        resources: [this.#staged()],
        conditions: { StringEquals: { 'aws:ResourceAccount': account } },
        whyWide: 'keys of staged documents are not known before',
      },
    ]);
  }

  /** What a worker may do with the bucket. */
  workerPermissions(): readonly Permission[] {
    return [
      {
        sid: 'StageDocuments',
        actions: ['s3:PutObject'],
        resources: [this.#staged()],
        conditions: { StringEquals: { 'aws:ResourceAccount': Stack.of(this).account } },
        whyWide: 'keys of staged documents are not known before',
      },
      {
        sid: 'CheckExpiryOfStagedDocuments',
        actions: ['s3:GetLifecycleConfiguration'],
        resources: [this.bucket.bucketArn],
        conditions: { StringEquals: { 'aws:ResourceAccount': Stack.of(this).account } },
      },
      {
        sid: 'LetIndexReadStagedDocuments',
        actions: ['iam:PassRole'],
        resources: [this.readerRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'qbusiness.amazonaws.com' } },
      },
    ];
  }

  #staged(): string {
    return this.bucket.arnForObjects(`${stagingKeyPrefix}*`);
  }

  #ownBucket(): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // Mail must not stay, so nothing is versioned.
      lifecycleRules: [
        {
          prefix: stagingKeyPrefix,
          expiration: Duration.days(stagingDays),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(bucket, 'S1', 'objects live for days; a log of who read them would be kept longer than they are');
    return bucket;
  }
}
