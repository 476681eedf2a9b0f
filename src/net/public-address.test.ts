import { describe, expect, it } from 'vitest';
import { isPublicUnicast } from './public-address.js';

const PUBLIC = [
  '1.1.1.1',
  '93.184.216.34',
  '100.63.255.255',
  '172.32.0.1',
  '2606:4700::1111',
  '2a00:1450:4001:80e::200e',
];

const REFUSED = {
  'this network': '0.0.0.0',
  'private, 10/8': '10.1.2.3',
  'private, 172.16/12': '172.31.255.255',
  'private, 192.168/16': '192.168.0.1',
  'carrier-grade NAT': '100.64.0.1',
  loopback: '127.8.9.10',
  'link-local and cloud metadata': '169.254.169.254',
  'protocol assignments': '192.0.0.8',
  'documentation, 192.0.2/24': '192.0.2.1',
  'AS112, 192.31.196/24': '192.31.196.1',
  AMT: '192.52.193.1',
  '6to4 relays': '192.88.99.1',
  'AS112, 192.175.48/24': '192.175.48.1',
  benchmarks: '198.19.0.1',
  'documentation, 198.51.100/24': '198.51.100.1',
  'documentation, 203.0.113/24': '203.0.113.1',
  multicast: '239.0.0.1',
  'former class E': '240.0.0.1',
  broadcast: '255.255.255.255',
  'IPv6 unspecified': '::',
  'IPv6 loopback': '::1',
  'IPv4-mapped private': '::ffff:10.0.0.1',
  'IPv4-mapped in hex': '::ffff:7f00:1',
  'IPv4-mapped public': '::ffff:1.1.1.1',
  'IPv4-compatible': '::127.0.0.1',
  'IPv4-translated': '::ffff:0:127.0.0.1',
  NAT64: '64:ff9b::7f00:1',
  'NAT64, local use': '64:ff9b:1::1',
  'discard only': '100::1',
  Teredo: '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  ORCHIDv2: '2001:20::1',
  'IPv6 benchmarks': '2001:2::1',
  'IPv6 documentation': '2001:db8::1',
  'IPv6 documentation, 3fff/20': '3fff:0fff::1',
  '6to4': '2002:7f00:1::1',
  'direct delegation AS112': '2620:4f:8000::1',
  'segment routing': '5f00::1',
  'not given out': '4000::1',
  'unique local': 'fd00::1',
  'IPv6 link-local': 'fe80::1',
  'IPv6 with a zone': 'fe80::1%eth0',
  'public with a zone': '2606:4700::1111%1',
  'site-local': 'fec0::1',
  'IPv6 multicast': 'ff02::1',
  'not an address': 'example.com',
  'short form': '127.1',
  'one number': '2130706433',
  hexadecimal: '0x7f.1',
};

describe('isPublicUnicast', () => {
  it.each(PUBLIC)('passes %s', (address) => expect(isPublicUnicast(address)).toBe(true));
  it.each(Object.entries(REFUSED))('refuses %s (%s)', (_name, address) => expect(isPublicUnicast(address)).toBe(false));
});
