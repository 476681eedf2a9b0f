/**
 * The slug of a free text: NFKD, lower case, runs of anything but letters and digits to `-`, trimmed.
 * Entity ids and the free-text parts of item keys have this form.
 */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/** NFC with runs of white space collapsed to one space: the form under which two texts are the same article. */
export function normalizeForIdentity(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}
