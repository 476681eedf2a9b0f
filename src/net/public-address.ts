import ipaddr from 'ipaddr.js';

/** The only part of IPv6 that is given out for the public internet (IANA, "IPv6 Global Unicast Address Assignments"). */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** What lies in it and is not public all the same (IANA, "IPv6 Special-Purpose Address Registry"). */
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'].map(
  (range) => ipaddr.parseCIDR(range) as [ipaddr.IPv6, number],
);

/** IANA, "IPv4 Special-Purpose Address Registry", with multicast and the former class E. */
const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map((range) => ipaddr.parseCIDR(range) as [ipaddr.IPv4, number]);

/**
 * Whether an address (dotted IPv4 or IPv6, without brackets) is public unicast. Anything that carries an IPv4 address
 * inside IPv6 (mapped, NAT64, 6to4, Teredo) is not: what it reaches is decided elsewhere.
 */
export function isPublicUnicast(address: string): boolean {
  if (address.includes('%')) return false;
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) {
    const v4 = ipaddr.IPv4.parse(address);
    return v4.range() === 'unicast' && !SPECIAL_V4.some((range) => v4.match(range));
  }
  if (!ipaddr.IPv6.isValid(address)) return false;
  const v6 = ipaddr.IPv6.parse(address);
  return v6.range() === 'unicast' && v6.match(GLOBAL_UNICAST) && !SPECIAL_V6.some((range) => v6.match(range));
}
