/* The vectors of the carriers' reference, section 4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PARTS_MAX, segments } from '../src/segments.ts';

const a = (n: number) => 'a'.repeat(n);
const ya = (n: number) => 'я'.repeat(n);

const VECTORS: [name: string, text: string, encoding: string, units: number, parts: number, left: number][] = [
  ['no text is no part', '', 'gsm7', 0, 0, 160],
  ['160 characters fit one part', a(160), 'gsm7', 160, 1, 0],
  ['161 characters need two', a(161), 'gsm7', 161, 2, 145],
  ['306 characters fill two', a(306), 'gsm7', 306, 2, 0],
  ['307 characters need three', a(307), 'gsm7', 307, 3, 152],
  ['1600 characters are eleven parts', a(1600), 'gsm7', 1600, 11, 83],
  ['80 euro signs count double', '€'.repeat(80), 'gsm7', 160, 1, 0],
  ['a euro sign at the end tips over', `${a(159)}€`, 'gsm7', 161, 2, 145],
  ['an escape pair is not split', `${a(152)}€${a(7)}`, 'gsm7', 161, 2, 144],
  ['153 euro signs are three parts', '€'.repeat(153), 'gsm7', 306, 3, 151],
  ['a tilde that does not fit ends the part early', `${a(305)}~`, 'gsm7', 307, 3, 151],
  ['a tilde that fits', `${a(304)}~`, 'gsm7', 306, 2, 0],
  ['CR LF are two characters', `${a(158)}\r\n`, 'gsm7', 160, 1, 0],
  ['capital C cedilla is in the alphabet', 'Ç'.repeat(160), 'gsm7', 160, 1, 0],
  ['form feed is in the extension', 'a\f\fb', 'gsm7', 6, 1, 154],
  ['small c cedilla is not', `${a(69)}ç`, 'ucs2', 70, 1, 0],
  ['one backtick makes 160 characters three parts', `${a(159)}\``, 'ucs2', 160, 3, 41],
  ['70 Cyrillic letters fit one part', ya(70), 'ucs2', 70, 1, 0],
  ['71 need two', ya(71), 'ucs2', 71, 2, 63],
  ['134 fill two', ya(134), 'ucs2', 134, 2, 0],
  ['135 need three', ya(135), 'ucs2', 135, 3, 66],
  ['35 emoji are 70 units', '😀'.repeat(35), 'ucs2', 70, 1, 0],
  ['36 emoji are two parts of whole pairs', '😀'.repeat(36), 'ucs2', 72, 2, 61],
  ['a surrogate pair is not split', `${ya(66)}😀${ya(66)}`, 'ucs2', 134, 3, 66],
];

for (const [name, text, encoding, units, parts, left] of VECTORS) {
  test(name, () => {
    const found = segments(text);
    assert.deepEqual(
      { encoding: found.encoding, units: found.units, segments: found.segments, left: found.left },
      { encoding, units, segments: parts, left },
    );
  });
}

test('the character that forces UCS-2 is named', () => {
  assert.equal(segments('ok “quoted”').cause, '“');
  assert.equal(segments('plain').cause, null);
});

test('a text of more parts than a carrier takes is too long', () => {
  assert.equal(segments(a(153 * PARTS_MAX)).tooLong, false);
  assert.equal(segments(a(153 * PARTS_MAX + 1)).tooLong, true);
});
