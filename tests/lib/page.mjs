// page.mjs - a real Chromium with the workspace in it, and what its user does over and over.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { watchConsole } from './console.mjs';
import { PATIENCE_MS } from './patience.mjs';
import { ROOT } from './root.mjs';
import { until } from './stack.mjs';

// Chromium without its windows, which cost more than our pages; tests/run --long takes the whole.
const BROWSER = process.env.TEST_BROWSER ?? '/usr/bin/chromium-headless-shell';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// A Chromium with one context, whose console is watched: { browser, context, withErrors, withOutage }. size: of the window; args: more of
// Chromium's own; anyCertificate: it believes every server. Whatever it waits for, its start too, has the patience of the tests.
export async function openBrowser({ size, args = [], anyCertificate = false } = {}) {
  const browser = await chromium.launch({
    executablePath: BROWSER,
    timeout: PATIENCE_MS,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...args],
  });
  const context = await browser.newContext({ ...(size && { viewport: size }), colorScheme: 'light', ignoreHTTPSErrors: anyCertificate });
  context.setDefaultTimeout(PATIENCE_MS);
  return { browser, context, ...watchConsole(context) };
}

// screens: the folder of the screenshots below the tree; how: of openBrowser.
export async function openPage({ screens, ...how }) {
  const folder = join(ROOT, screens);
  mkdirSync(folder, { recursive: true });
  const { browser, context, ...watched } = await openBrowser(how), page = await context.newPage();
  return {
    page, ...watched,
    close: () => browser.close(),
    the: (id, more = '') => page.locator(`[data-testid=${id}]${more}`),
    shot: (name) => page.screenshot({ path: join(folder, `${name}.png`) }),
    // For docs/screens, when they are written anew; light and dark.
    keep: async (name, schemes = ['light']) => {
      if (process.env.WRITE_SCREENS) for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(ROOT, 'docs/screens', `${name}${colorScheme === 'dark' ? '-dark' : ''}.png`) });
      }
      await page.emulateMedia({ colorScheme: 'light' });
    },
  };
}

// What axe finds wrong with the page as it stands: "rule: the first place".
export async function faults(page) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  return violations.map((one) => `${one.id}: ${one.nodes[0].target.join(' ')} ${one.nodes[0].failureSummary}`);
}

// page: what is there when it is live.
export async function logIn(the, { username, password }, page = 'workspace') {
  await the('login-username').fill(username);
  await the('login-password').fill(password);
  await the('login-submit').click();
  await the(page, '[data-link=live]').waitFor();
}

export async function beAvailable(the) {
  await the('status').click();
  await the('status-available').click();
  await the('status', '[data-status=available]').waitFor();
}

// A card that has just come takes no click for a moment, so that none is meant for what stood there.
// The server's answer is waited for, and that the card is gone: the next offer's must not be taken for it.
export async function takeOffer(the) {
  const id = await the('offer', '[data-ready=true]').first().getAttribute('data-offer');
  const card = the('offer', `[data-offer="${id}"]`), accept = card.getByTestId('offer-accept');
  const answered = accept.page().waitForResponse((answer) => answer.url().endsWith(`/offers/${id}/accept`));
  await accept.click();
  await answered;
  await card.waitFor({ state: 'detached' });
}

// The open conversation is read to its end, so that End does not ask again: it was seen for a second.
export const hasRead = (the) => the('conversation', '[aria-current=true][data-unread="0"]').waitFor({ state: 'attached' });

// Waits until what is read equals `wanted`, or matches it: eventually(() => the('status').textContent(), /Available/).
export async function eventually(read, wanted, what = String(wanted)) {
  const check = wanted instanceof RegExp ? assert.match : assert.deepEqual;
  await until(what, async () => { check(await read(), wanted); return true; });
}

// Of all elements of this name; words: a part of their text, or a pattern.
export const reads = (who, id, words) => until(`${id}: ${words}`, async () => {
  const texts = await who.the(id).allTextContents();
  return texts.some((text) => (words instanceof RegExp ? words.test(text) : text.includes(words)));
});

export const focused = (page, id) => eventually(() => page.evaluate(() => document.activeElement?.dataset.testid), id, `the focus at ${id}`);

// What has just happened in the page is drawn: before one says that something does not follow from it.
export const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

// From here on the line that somebody types does not go by itself: their message takes it away.
export const typingStays = ({ page }) => page.evaluate(() => {
  const later = window.setTimeout;
  window.setTimeout = (run, ms, ...more) => (ms === 6000 ? 0 : later(run, ms, ...more));
});

const excess = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
export const fits = (page, what = 'the page') => eventually(() => excess(page), 0, `${what}, no wider than its window`);

const caught = new WeakMap(); // by page: those who wait for a request, by pattern
// The next request of this pattern waits until what this answers is called, and is answered by `answer`. One interception for as long as the
// page lives: one for each request would be switched off and on again between, and what is asked meanwhile would slip through.
export const catchNext = (page, pattern, answer = (route) => route.continue()) => intercept(page, pattern, async (route, gate) => {
  await gate;
  return answer(route);
});
// The same for the answer: the server has it done already.
export const catchAnswer = (page, pattern) => intercept(page, pattern, async (route, gate) => {
  const response = await route.fetch();
  await gate;
  return route.fulfill({ response });
});
async function intercept(page, pattern, handle) {
  const all = caught.get(page) ?? caught.set(page, new Map()).get(page), catchers = all.get(pattern) ?? [];
  const gate = Promise.withResolvers();
  catchers.push((route) => handle(route, gate.promise));
  if (!all.has(pattern)) {
    all.set(pattern, catchers);
    await page.route(pattern, (route) => catchers.pop()?.(route) ?? route.continue());
  }
  return gate.resolve;
}
