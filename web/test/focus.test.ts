// useEffect runs after a frame was drawn. By then somebody may have gone to another field: the focus would be taken from them as they type,
// and what they typed would be lost without a word. Who gives something the focus as it appears does so in useLayoutEffect.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

test('no effect moves the focus after a frame was drawn', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));
  assert.ok(files.length > 50);
  const late = files.flatMap((file) => [...readFileSync(`src/${file}`, 'utf8').matchAll(/\buseEffect\(.*\.focus\(/g)].map(([line]) => `${file}: ${line}`));
  assert.deepEqual(late, []);
});
