// page.mjs - a real Chromium with the workspace in it, and what its user does over and over.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { PATIENCE_MS } from './patience.mjs';
import { ROOT } from './root.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// size: of the window; screens: the folder of the screenshots below the tree; ignored: errors of
// the console that are none; args: more of Chromium's own.
export async function openPage({ size, screens, ignored, args = [] }) {
  const folder = join(ROOT, screens);
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...args],
  });
  const context = await browser.newContext({ viewport: size, colorScheme: 'light' });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error' && !ignored.test(message.text())) errors.push(message.text()); });
  return {
    page, errors,
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
  await page.evaluate(AXE);
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
export async function takeOffer(the) {
  await the('offer', '[data-ready=true]').first().waitFor();
  await the('offer-accept').first().click();
}
