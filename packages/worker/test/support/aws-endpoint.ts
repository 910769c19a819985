/** Points the AWS SDK of this process to a stand-in, with credentials that mean nothing. */
export function useAwsEndpoint(service: 'DYNAMODB' | 'QBUSINESS' | 'SSM' | 'S3' | 'STS', url: string): void {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'sandbox',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    [`AWS_ENDPOINT_URL_${service}`]: url,
  });
}
