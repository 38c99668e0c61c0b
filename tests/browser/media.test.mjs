// Files of texts in a real Chromium (SMS-9): a picture shows, another file can be saved, a failed one says so and can be retried.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { Files, PNG, mms, place } from '../lib/files.mjs';
import { beAvailable, eventually, fits, logIn, openPage, reads, takeOffer } from '../lib/page.mjs';
import { Stack } from '../lib/stack.mjs';

let stack, files, channel, number, page, the, shot, close;

before(async () => {
  stack = await Stack.start({ name: 'browser-media', instances: 'presenced routerd smsgw chatd' });
  files = await Files.start();
  channel = await place(stack, await Client.login(stack, stack.user('administrator'), 'admin'), files);
  ({ page, the, shot, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' }));
  await page.goto(stack.base + '/');
  await logIn(the, stack.user('agent', 0));
  await beAvailable(the);
});
after(async () => { await close?.(); await stack?.stop(); await files?.close(); });

test('a picture shows as one, and can be saved', async () => {
  files.at['/m/1'] = { body: PNG };
  number = await mms(channel, [`${files.url}/m/1`], { body: '' });
  await takeOffer(the);
  await eventually(() => the('attachment-picture').locator('img').evaluateAll((all) => all.map((it) => it.naturalWidth)), [64]);
  assert.equal(await the('message').locator('.bubble').count(), 0, 'nothing stands for words that nobody wrote');
  await eventually(() => the('attachment-picture').getAttribute('aria-label'), /^Picture, .*: save it$/);
  const [download] = await Promise.all([page.waitForEvent('download'), the('attachment-picture').click()]);
  assert.match(download.suggestedFilename(), /^picture-\d+\.png$/);
  await shot('media-picture');
});

test('another kind of file is saved by name, with its size', async () => {
  files.at['/m/pdf'] = { body: Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(40000, 32)]) };
  await mms(channel, [`${files.url}/m/pdf`], { number, body: 'the invoice' });
  await reads({ the }, 'attachment-save', /^\s*Save PDF document, 40 kB\s*$/);
  const [download] = await Promise.all([page.waitForEvent('download'), the('attachment-save').click()]);
  assert.match(download.suggestedFilename(), /^pdf-\d+\.pdf$/);
});

test('a failed one says why; Retry shows the picture once the carrier has it', async () => {
  await mms(channel, [`${files.url}/m/later`], { number, body: 'and this' });
  await reads({ the }, 'attachment-failed', 'could not be fetched: the carrier does not have it');
  await page.setViewportSize({ width: 400, height: 800 });
  await fits(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot('media-failed-narrow');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  files.at['/m/later'] = { body: PNG };
  await the('attachment-retry').focus();
  await page.keyboard.press('Enter');
  await the('attachment-failed').waitFor({ state: 'detached' });
  await eventually(() => the('attachment-picture').locator('img').evaluateAll((all) => all.map((it) => it.naturalWidth)), [64, 64]);
});
