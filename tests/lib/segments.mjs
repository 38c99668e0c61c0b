// segments.mjs - random texts around the limits of SMS segments, and what explains that others count them otherwise
// (docs/segments.md).
import { generator } from './random.mjs';

const PIECES = [
  [...'abc defgh ijk lmn'], // plain
  [...'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà!"#%&\'()*+,-./:;<=>?'], // the rest of the alphabet
  [...'\f^{}\\[~]|€'], // behind an escape
  ['\r\n', 'a'],
  [...'`çÁ\t\u00a0’“–…ığşČž'], // near it, and outside
  [...'яжщ漢字אבعربहि'],
  [...'😀😕🎉𝒳𐍈'], // surrogate pairs
  ['e\u0301', 'n\u0303', 'a\u0308\u0304', 'ก\u0e49'], // combining marks
  ['👨‍👩‍👧‍👦', '🇸🇪', '🇫🇷', '👍🏽', '❤️', '1️⃣'], // clusters of several characters
];
// Near one, two, three and ten parts of each encoding, in units.
const LENGTHS = [0, 1, 66, 67, 68, 70, 71, 133, 134, 135, 152, 153, 154, 159, 160, 161, 201, 305, 306, 307, 459, 670, 1530];

// The same seed gives the same texts.
export const randomOf = (seed) => generator(seed).below;

// One text: mostly one kind of characters, with a few of others strewn in, so that pairs and clusters stand on limits.
export function randomText(random) {
  const main = PIECES[random(PIECES.length)], other = PIECES[random(PIECES.length)];
  const wanted = LENGTHS[random(LENGTHS.length)] + random(7) - 3, rare = [2, 10, 60, 100000][random(4)];
  let text = '';
  while (text.length < wanted) {
    const from = random(rare) === 0 ? other : main;
    text += from[random(from.length)];
  }
  return text;
}

const SINGLE = { gsm7: 160, ucs2: 70 }, PART = { gsm7: 153, ucs2: 67 };
const EXTENSION = new Set('\f^{}\\[~]|€');

// How many parts a text takes if no cluster is torn apart; `clusters`: the text cut into them.
export function countWhole(clusters, encoding) {
  const units = clusters.map((cluster) => (encoding === 'ucs2' ? cluster.length : [...cluster].reduce((n, c) => n + (EXTENSION.has(c) ? 2 : 1), 0)));
  if (units.reduce((a, b) => a + b, 0) <= SINGLE[encoding]) return 1;
  let parts = 1, used = 0;
  for (const n of units) {
    if (used + n > PART[encoding]) { parts += 1; used = 0; }
    used += n;
  }
  return parts;
}
