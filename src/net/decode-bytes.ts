const BYTE_ORDER_MARKS: readonly (readonly [charset: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Where a page or a feed names its own charset: a meta tag, an XML declaration. */
const OWN = /<meta\b[^>]{0,200}charset=["']?([\w.:-]+)|^\s*<\?xml\b[^>]{0,200}encoding=["']([\w.:-]+)/i;
const HEAD = 2048;

/**
 * The words of a file or an answer: in the charset of its byte order mark, else in the one named with it, else in the
 * one that it names itself, else in UTF-8, and where it is none, in windows-1252.
 */
export function decodeBytes(bytes: Uint8Array, named?: string): string {
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte))?.[0];
  for (const charset of [marked, named, marked ? undefined : ownCharset(bytes)]) {
    const text = charset === undefined ? undefined : decoded(bytes, charset);
    if (text !== undefined) return text;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decoded(bytes, 'windows-1252') as string;
  }
}

/** What can be read as single bytes is not UTF-16, whatever it says (WHATWG HTML, "prescan a byte stream"). */
function ownCharset(bytes: Uint8Array): string | undefined {
  const found = OWN.exec(Buffer.from(bytes.subarray(0, HEAD)).toString('latin1'));
  const charset = found?.[1] ?? found?.[2];
  return charset !== undefined && /^utf-?16/i.test(charset) ? 'utf-8' : charset;
}

/** The charset that a content type names. */
export const charsetOf = (contentType: string): string | undefined =>
  /;\s*charset=["']?([\w.:-]+)/i.exec(contentType)?.[1];

/** What windows-1252 has between 0x80 and 0x9f, where some releases of Node.js decode it as ISO 8859-1. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Undefined in a charset that nobody knows. */
function decoded(bytes: Uint8Array, charset: string): string | undefined {
  try {
    const decoder = new TextDecoder(charset);
    const text = decoder.decode(bytes);
    if (decoder.encoding !== 'windows-1252') return text;
    return text.replace(/[\u0080-\u009f]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80] as string);
  } catch {
    return undefined;
  }
}
