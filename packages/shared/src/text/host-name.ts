/** RFC 1035: labels of at most 63 letters, digits and inner hyphens, 253 characters in all. */
const hostNamePattern =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** A host or domain name in its ASCII form, or an IPv4 address. */
export function isHostName(value: string): boolean {
  return hostNamePattern.test(value);
}

/** Hosts that plain http may go to: nothing leaves the machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
