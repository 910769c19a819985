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

/**
 * Microsoft Graph beside Exchange Online in national clouds, by the end of the host of Exchange; the first that fits. Source:
 * Microsoft, "National cloud deployments" of Graph.
 */
const nationalGraphs: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)apps\.mil$|^outlook-dod\./, 'https://dod-graph.microsoft.us/v1.0'],
  [/(?:^|\.)office(?:365)?\.us$/, 'https://graph.microsoft.us/v1.0'],
  [/(?:^|\.)(?:outlook|office365)\.cn$/, 'https://microsoftgraph.chinacloudapi.cn/v1.0'],
];

/** Address of Microsoft Graph in the cloud that a host of Exchange belongs to. */
export function graphBeside(hostname: string): string {
  const host = hostOf(hostname);
  return nationalGraphs.find(([hosts]) => hosts.test(host))?.[1] ?? 'https://graph.microsoft.com/v1.0';
}

/** Whether a host belongs to Exchange Online, which refuses basic authentication. */
export function isExchangeOnline(hostname: string): boolean {
  const host = hostOf(hostname);
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/** A final dot means the same host to DNS. */
function hostOf(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, '');
}
