import { describe, expect, it } from 'vitest';
import { decodeBytes } from './decode-bytes.js';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

describe('bytes are read', () => {
  it.each<[string, Buffer, string | undefined, string]>([
    ['in UTF-8', Buffer.from('café'), undefined, 'café'],
    ['without a mark of UTF-8', Buffer.from('\ufeffcafé'), undefined, 'café'],
    ['in the charset named with them', latin1('café'), 'iso-8859-1', 'café'],
    ['in the charset of their mark before any other', Buffer.from('\ufeffcafé', 'utf16le'), 'utf-8', 'café'],
    ['in UTF-16 of the other order', utf16be('café'), undefined, 'café'],
    [
      'in the charset of their meta tag',
      latin1('<meta charset="iso-8859-15">1 ¤'),
      undefined,
      '<meta charset="iso-8859-15">1 €',
    ],
    [
      'in the charset of an older meta tag',
      Buffer.concat([
        Buffer.from('<meta http-equiv=x content="text/html; charset=shift_jis">'),
        Buffer.from([0x83, 0x65]),
      ]),
      undefined,
      '<meta http-equiv=x content="text/html; charset=shift_jis">テ',
    ],
    [
      'in the charset of their XML declaration',
      latin1('<?xml version="1.0" encoding="iso-8859-1"?>é'),
      undefined,
      '<?xml version="1.0" encoding="iso-8859-1"?>é',
    ],
    [
      'in UTF-8 where they say UTF-16 in single bytes',
      Buffer.from('<meta charset="utf-16">é'),
      undefined,
      '<meta charset="utf-16">é',
    ],
    ['in what they are where nobody knows what is named', Buffer.from('café'), 'x-nonsense', 'café'],
    ['in windows-1252 where they are no UTF-8', Buffer.from([0x93, 0x63, 0x61, 0x66, 0xe9, 0x94]), undefined, '“café”'],
  ])('%s', (_, bytes, named, text) => {
    expect(decodeBytes(bytes, named)).toBe(text);
  });
});
