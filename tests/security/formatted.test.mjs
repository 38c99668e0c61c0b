// Formatted text in a real Chromium (MS-3): what the cleaner makes of attackers' texts runs nothing, asks for nothing, and reads the
// same when it is parsed, however it comes into the page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openPage } from '../lib/page.mjs';
import { FLAVOUR, ROOT } from '../lib/root.mjs';
import { basic, mutations } from '../xss/vectors.mjs';

const PROGRAM = `build/${FLAVOUR}/xss/clean`;
const COUNT = Number(process.env.XSS_COUNT ?? 4000);
let close, page, server, asked = [];

before(async () => {
  execFileSync('make', ['-s', `FLAVOUR=${FLAVOUR}`, PROGRAM], { cwd: ROOT, stdio: 'inherit' });
  server = createServer((req, res) => { asked.push(req.url); res.setHeader('content-type', 'text/html'); res.end('<!doctype html><title>empty</title><div id=shown></div>'); });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  ({ page, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' }));
  // The page has no policy of its own: nothing but the cleaner stands between.
  await page.exposeFunction('acted', () => { asked.push('a script ran'); });
  page.on('dialog', (dialog) => { asked.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.evaluate(() => { window.alert = window.confirm = window.prompt = window.acted; });
  asked = [];
});
after(async () => { await close?.(); server?.close(); });

const clean = (texts) => JSON.parse(execFileSync(join(ROOT, PROGRAM), { input: JSON.stringify(texts), maxBuffer: 1 << 28 }));

// What a browser makes of cleaned text: its own serialization, and every element and attribute that is not of the list.
const shown = (texts) => page.evaluate(async (all) => {
  const allowed = { P: '', PRE: '', BLOCKQUOTE: '', UL: '', OL: '', LI: '', B: '', I: '', U: '', S: '', CODE: '', BR: '', A: 'href,rel', IMG: 'src,alt' };
  const strange = (root) => [...root.querySelectorAll('*')].flatMap((element) => [
    ...(element.tagName in allowed && element.namespaceURI.endsWith('xhtml') ? [] : [element.tagName]),
    ...[...element.attributes].filter((a) => !(allowed[element.tagName] ?? '').split(',').includes(a.name)).map((a) => `${element.tagName} ${a.name}`),
    ...(element.tagName === 'A' && URL.canParse(element.href) && !['http:', 'https:', 'mailto:', 'tel:'].includes(element.protocol) ? [element.href] : []),
    ...(element.tagName === 'IMG' && !/^\/api\/v1\/files\/\d+$/.test(element.getAttribute('src')) ? [element.src] : [])]);
  const at = document.getElementById('shown'), found = [];
  for (const [n, text] of all.entries()) {
    at.innerHTML = text;
    for (const element of at.querySelectorAll('*')) { // what a visitor would do
      element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
      element.focus?.();
      if (!element.closest('a')) element.click?.();
    }
    const document2 = new DOMParser().parseFromString(`<!doctype html><body>${text}</body>`, 'text/html');
    found.push({ n, strange: [...strange(at), ...strange(document2.body)], again: at.innerHTML, whole: document2.body.innerHTML });
    at.replaceChildren();
    if (n % 200 === 0) await new Promise((done) => setTimeout(done)); // for what loads and fails
  }
  await new Promise((done) => { const last = new Image(); last.onerror = done; last.src = '/api/v1/files/0'; }); // after all that would
  return found;
}, texts);

async function nothingHappens(sources, name) {
  const made = clean(sources);
  assert.equal(made.length, sources.length);
  const good = made.map((one, n) => ({ ...one, source: sources[n] })).filter((one) => one.html !== undefined);
  assert.ok(good.length > sources.length * 0.9, `${name}: most are cleaned, not refused`);
  const bad = (await shown(good.map((one) => one.html))).filter((one) => one.strange.length > 0);
  assert.deepEqual(bad.map((one) => [good[one.n].source, good[one.n].html, one.strange]).slice(0, 5), [], name);
  assert.deepEqual(asked.filter((url) => !/\/api\/v1\/files\/\d+$/.test(url)).slice(0, 5), [], `${name}: no script ran, no request left`);
  return good;
}

test('the cheat sheets\' vectors: no script runs, no request leaves (MS-3)', async () => {
  const good = await nothingHappens(basic, 'vectors');
  // What cleaning made is what browsers read: parsed and written by Chromium, then cleaned again, it is the same.
  const again = clean((await shown(good.map((one) => one.html))).map((one) => one.whole));
  assert.deepEqual(again.map((one) => one.html), good.map((one) => one.html));
});

test('some thousand mutated ones: no script runs, no request leaves (MS-3)', async () => {
  const good = await nothingHappens(mutations(COUNT), 'mutations');
  const again = clean((await shown(good.map((one) => one.html))).map((one) => one.whole));
  assert.deepEqual(again.map((one) => one.html), good.map((one) => one.html));
});

test('the test sees what is not cleaned', async () => {
  await shown(['<img src=x onerror=acted()>', '<b onclick=acted()>x</b>']);
  assert.ok(asked.includes('a script ran') && asked.some((url) => url.endsWith('/x')));
});
