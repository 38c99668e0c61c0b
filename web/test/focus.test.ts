// useEffect runs after a frame was drawn. By then somebody may have gone to another field: the focus would be taken from them as they type,
// and what they typed would be lost without a word. An effect that moves the focus is a useLayoutEffect.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** From `from` on, to the bracket that closes the first one that opens. */
function call(text: string, from: number): string {
  let depth = 0;
  for (let at = text.indexOf('(', from); at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return text.slice(from, at + 1);
  }
  return text.slice(from);
}

const lateIn = (text: string) => [...text.matchAll(/\buseEffect\(/g)].map(({ index }) => call(text, index))
  .filter((effect) => /\.focus\(|\bfocus[A-Z]\w*\(|\bleaveFocus\(/.test(effect) && !effect.includes('addEventListener('));

test('no effect moves the focus after a frame was drawn', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));
  assert.ok(files.length > 50);
  assert.equal(lateIn('useEffect(() => {\n  if (a) b.current?.focus();\n}, [a]); useEffect(() => c(focus), []);').length, 1);
  assert.deepEqual(files.flatMap((file) => lateIn(readFileSync(`src/${file}`, 'utf8')).map((effect) => `${file}: ${effect}`)), []);
});
