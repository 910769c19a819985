import type { Bucket } from './bucket.ts';
import { S3Error } from './errors.ts';

/** GetBucketLifecycleConfiguration. @throws S3Error NoSuchLifecycleConfiguration */
export function lifecycleXml({ rules }: Bucket): string {
  if (rules.length === 0) {
    throw new S3Error('NoSuchLifecycleConfiguration', 404, 'The lifecycle configuration does not exist');
  }
  const elements = rules.map(
    ({ prefix, days }, position) =>
      `<Rule><ID>rule-${position}</ID><Filter><Prefix>${escapeXml(prefix)}</Prefix></Filter>` +
      `<Status>Enabled</Status><Expiration><Days>${days}</Days></Expiration></Rule>`,
  );
  return `<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${elements.join('')}</LifecycleConfiguration>`;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
