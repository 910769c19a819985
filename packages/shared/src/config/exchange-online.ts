/**
 * Domains that Exchange Online answers under, national clouds included. Source: Microsoft, "Microsoft 365 URLs and IP
 * address ranges" for the worldwide, US Government GCC High, DoD and 21Vianet instances; office.de was Germany's.
 */
const domains = [
  'office365.com',
  'office.com',
  'outlook.com',
  'office365.us',
  'office.us',
  'apps.mil',
  'outlook.cn',
  'office365.cn',
  'office.de',
];

/** Whether a host belongs to Exchange Online, which refuses basic authentication. */
export function isExchangeOnline(hostname: string): boolean {
  // A final dot means the same host to DNS.
  const host = hostname.toLowerCase().replace(/\.$/, '');
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
