// pagephone.mjs - a page that is a phone: turned on, in a customer's call, held and taken back. Sound is Chromium's own.
import { mayReport } from './console.mjs';
import { beAvailable, logIn, openPage, takeOffer } from './page.mjs';
import { until } from './stack.mjs';
import { CALLED, CALLER } from './voice.mjs';

// All that the workspace asks: without one of them its requests fail, which the console reports.
export const DAEMONS = 'presenced routerd smsgw chatd voiced';
export const SOUND = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--allow-loopback-in-peer-connection', '--autoplay-policy=no-user-gesture-required'];

// An agent's workspace, with sound.
export async function workspaceOf(calls, username) {
  const opened = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens', args: SOUND });
  await opened.page.goto(calls.stack.base + '/');
  await logIn(opened.the, { username, password: 'seven green chairs' });
  return opened;
}

export async function phoneOn(the) {
  await the('open-phone').click();
  await the('phone-on').click();
  await the('phone', '[data-state=ready]').waitFor();
  await the('dialog-close').click();
}

// Each page loaded from now on exposes its phone's socket as window.phoneSocket.
export const exposeSocket = (page) => page.addInitScript(() => {
  const Usual = window.WebSocket;
  window.WebSocket = class extends Usual { constructor(url, more) { super(url, more); if (/phone\/socket/.test(url)) window.phoneSocket = this; } };
});

// Of its one call: how loud the other end is, 0 to 100.
export const theirLevel = async (the) => Number(await the('call').getByRole('meter').nth(1).getAttribute('aria-valuenow'));
export const pageHears = (the) => until('the page hears', async () => await theirLevel(the) > 20);
// A call rings here for an offer, whose card stands for it: it has none of its own.
export const ringsForOffer = (the) => the('phone', '[data-offered="1"]').waitFor();
export const noCall = (the) => until('the page has no call', async () => (await the('call').count()) === 0);

// A page that accepts a call's offer answers the call and says so to the server at once (web/src/offers.ts). Whichever is second is told that
// the offer has been accepted: an error for the console, none for the user.
export const takeCall = (the) => mayReport(the('offer').page().context(), ['409 /api/v1/offers/:id/accept'], () => takeOffer(the));

// A customer calls and hears music; the offer is accepted on the page, and both talk.
export async function inTalk(the, calls) {
  await beAvailable(the);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  await caller.has(200);
  await takeCall(the);
  await the('call', '[data-state=talking]').waitFor();
  await calls.state('assigned');
  await caller.hears(20);
  return caller;
}

export async function hold(the, on) {
  await the('call-hold').click();
  await the('call', `[data-held=${on}]`).waitFor();
}

// By the page's phone; the caller hears music, then the agent.
export async function holdAndResume(the, caller) {
  await hold(the, true);
  await caller.hears(10);
  await hold(the, false);
  await caller.hears(20);
}
