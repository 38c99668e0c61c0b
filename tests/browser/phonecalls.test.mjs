// Calls of the page's phone in a real Chromium (SP-10, SP-12): they ring, are answered, held, muted, keyed and ended; sound goes both ways.
// The other end stands in for the server (tests/lib/far_end.mjs), so that it can do what that seldom does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { FarEnd } from '../lib/far_end.mjs';
import { Line } from '../lib/line.mjs';
import { beAvailable, eventually, faults, focused, logIn, openPage, reads, takeOffer } from '../lib/page.mjs';
import { noCall, phoneOn, ringsForOffer, SOUND } from '../lib/pagephone.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, page, the, shot, withErrors, close, far;
before(async () => {
  stack = await Stack.start({ name: 'phonecalls', instances: 'presenced routerd smsgw chatd voiced' });
  ({ page, the, shot, withErrors, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens', args: SOUND }));
  far = await FarEnd.stand(page);
  await page.addInitScript(() => {
    const { addTrack } = RTCPeerConnection.prototype;
    window.near = [];
    RTCPeerConnection.prototype.addTrack = function kept(...more) { if (!Object.values(window.fars ?? {}).includes(this)) window.near.push(this); return addTrack.apply(this, more); };
  });
  await page.goto(stack.base + '/');
  await logIn(the, stack.user('agent', 0));
  await phoneOn(the);
});
after(async () => { await close?.(); await stack?.stop(); });

const talks = (more = '') => the('call', `[data-state=talking]${more}`).waitFor();
const none = () => noCall(the);
const good = async () => (await faults(page)).filter((one) => !one.startsWith('page-has-heading-one'));
const hears = (of = 'far') => page.evaluate(async (which) => { for (const one of (await window[which].getStats()).values()) if (one.type === 'inbound-rtp') return one.totalAudioEnergy ?? 0; return 0; }, of);
const offered = (way) => until(`an offer that is ${way}`, () => far.said('INVITE').at(-1).body.includes(`a=${way}`));
// … and is answered.
const acknowledged = (way) => until(`an answer to an offer that is ${way}`, () => {
  const last = far.said('INVITE').at(-1), number = (one) => Number.parseInt(one.get('cseq'), 10);
  return last.body.includes(`a=${way}`) && far.said('ACK').some((one) => one.get('call-id') === last.get('call-id') && number(one) === number(last));
});
// … and the page has taken the answer in: it can offer something else.
async function agreed(way) {
  await acknowledged(way);
  await until('the answer is taken in', () => page.evaluate(() => window.near.at(-1).signalingState === 'stable'));
}
// No answer is taken in until what this answers is called.
async function takesInLate() {
  await page.evaluate(() => {
    const connection = window.near.at(-1), { promise, resolve } = Promise.withResolvers();
    connection.setRemoteDescription = async (answer) => { await promise; delete connection.setRemoteDescription; return connection.setRemoteDescription(answer); };
    window.takeIn = resolve;
  });
  return () => page.evaluate(() => window.takeIn());
}
// The track that the page sends; its connections are kept from the start.
const heardBy = () => page.evaluate(() => { const [{ track }] = window.near.at(-1).getSenders(); return { id: track.id, enabled: track.enabled }; });
// No token is given until the answer is called: the page's phone stays without a socket.
async function away() {
  const waiting = [];
  let go;
  const held = new Promise((later) => { go = later; });
  await page.route(/\/phone\/token/, (route) => { waiting.push(held.then(() => route.continue())); return waiting.at(-1); });
  return async () => { go(); await Promise.all(waiting); await page.unroute(/\/phone\/token/); };
}
const level = async (n) => Number(await the('call').getByRole('meter').nth(n).getAttribute('aria-valuenow'));

test('a call rings, is answered, and sound goes both ways', async () => {
  const call = await far.invite();
  await the('call', '[data-state=ringing]').waitFor();
  await eventually(() => the('call-who').textContent(), 'Carla Customer');
  await until('the other end hears that it rings', () => call.answers().some((one) => one.status === 180));
  assert.deepEqual(await good(), []);
  await shot('phone-ringing');
  await the('call-answer').click();
  await call.answered();
  await talks();
  await until('the page hears the tone', async () => (await level(1)) > 20);
  await until('and is heard', async () => (await hears()) > 0);
  await the('call-quality', '[data-quality=good]').waitFor();
  assert.deepEqual(await good(), []);
  await shot('phone-talking');
  call.hangUp();
  await none();
  assert.equal(await the('phone-ended').count(), 0, 'who hangs up needs no words');
});

test('a number is called; the call is muted, held and taken back, keyed, and hung up', async () => {
  await the('phone-open').click();
  await the('phone-number').fill('+46 70-123 45 67');
  await the('phone-call').click();
  await talks();
  const [invite] = far.said('INVITE');
  assert.match(invite.line, /^INVITE sip:\+46701234567@/);
  assert.equal(invite.get('x-trunkline-offer'), undefined);
  await until('it hears', async () => (await level(1)) > 20);
  await the('call-mute').click();
  await talks('[data-muted=true]');
  await eventually(() => level(0), 0);
  await the('call-mute').click();
  await talks('[data-muted=false]');
  await the('call-hold').click();
  await talks('[data-held=true]');
  await offered('sendonly');
  await shot('phone-held');
  assert.deepEqual(await good(), []);
  await the('call-hold').click();
  await talks('[data-held=false]');
  await agreed('sendrecv');
  // Pressed twice at once: both are offered, the last one last.
  const before = far.said('INVITE').length;
  const ways = () => far.said('INVITE').slice(before).map((one) => /a=(sendonly|sendrecv)/.exec(one.body)[1]);
  const pressTwice = () => the('call-hold').evaluate((button) => { button.click(); return new Promise((done) => { setTimeout(() => { button.click(); done(); }); }); });
  await pressTwice();
  await until('two offers', () => ways().length === 2);
  await agreed('sendrecv');
  await talks('[data-held=false]');
  // Before the offer before is answered, and the answer taken in, the two are one: nothing is offered for them.
  await the('call-hold').click();
  await agreed('sendonly');
  const answerLate = far.withhold(), takeIn = await takesInLate();
  await the('call-hold').click();
  await offered('sendrecv');
  await pressTwice();
  answerLate();
  await acknowledged('sendrecv');
  await pressTwice();
  await takeIn();
  await agreed('sendrecv');
  await talks('[data-held=false]');
  // So it is if it is pressed again before the first offer is answered.
  for (const presses of [2, 3]) {
    await agreed('sendrecv');
    const on = presses % 2 === 1, answer = far.withhold();
    for (let n = 1; n <= presses; n++) {
      await the('call-hold').click();
      await the('call-hold', `[aria-pressed=${n % 2 === 1}]`).waitFor();
    }
    await offered('sendonly'); // the first press, still without an answer
    answer();
    await offered(on ? 'sendonly' : 'sendrecv');
    await talks(`[data-held=${on}]`);
  }
  await the('call-hold').click();
  await talks('[data-held=false]');
  await agreed('sendrecv');
  assert.deepEqual(ways(), ['sendonly', 'sendrecv', 'sendonly', 'sendrecv', 'sendonly', 'sendrecv', 'sendonly', 'sendrecv']);
  await the('call-keys').click();
  await the('key-5').click();
  await the('key-hash').click();
  await page.keyboard.type('42');
  await eventually(() => the('call-pressed').textContent(), '4 keys, last 2');
  assert.deepEqual(await good(), []);
  await the('call-end').click();
  await none();
  await until('the other end is told', () => far.said('BYE').length === 1);
  await focused(page, 'phone-open');
});

test('the other end knows no keys: it is said, and nothing counts as pressed', async () => {
  const call = await far.invite({ keys: false });
  await the('call-answer').press('Enter');
  await call.answered();
  await talks();
  await the('call-keys').click();
  await the('key-5').click();
  await eventually(() => the('call-deaf').textContent(), /takes no keys/);
  call.hangUp();
  await none();
});

test('an emergency service that calls back is named, with its number or without (EM-3, EM-12)', async () => {
  for (const [number, facts] of [['anonymous', /^rings$/], ['+14155550911', /rings\+1 415 555 0911/]]) {
    const call = await far.invite({ name: '', number, headers: ['X-Trunkline-Emergency: call-back', 'Priority: emergency'] });
    await eventually(() => the('call-who').textContent(), 'Emergency service (call back)');
    await eventually(() => the('call').locator('.facts').first().textContent(), facts);
    await shot('24-call-back');
    call.cancel();
    await none();
  }
});

test('another microphone that is chosen in a call is heard at once, and muted if the call is', async () => {
  const call = await far.invite();
  await the('call-answer').press('Enter');
  await call.answered();
  await talks();
  await focused(page, 'call'); // it stays there
  await the('call-mute').click();
  await the('phone-open').click();
  const before = await heardBy();
  await the('phone-microphone').selectOption({ index: 2 });
  await until('another one', async () => (await heardBy()).id !== before.id);
  await eventually(async () => (await heardBy()).enabled, false);
  await the('dialog-close').click();
  await the('call-mute').click();
  await until('it speaks', async () => (await heardBy()).enabled && (await level(0)) > 20);
  call.hangUp();
  await none();
});

test('who does not want to be known has no number; a call that can\'t be taken says why', async () => {
  const colleague = await far.invite({ name: 'Maya Okafor', number: 'anonymous' }); // who has no number
  await eventually(() => the('call-who').textContent(), 'Maya Okafor');
  colleague.cancel();
  await none();
  const call = await far.invite({ name: 'Anonymous', number: 'anonymous' });
  await the('call', '[data-state=ringing]').waitFor();
  await eventually(() => the('call-who').textContent(), 'Number withheld');
  await page.evaluate(() => { const { mediaDevices } = navigator; mediaDevices.usual = mediaDevices.getUserMedia; mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError')); });
  await the('call-answer').click();
  await the('phone-ended').getByText(/There is no microphone: plug one in/).waitFor();
  await page.evaluate(() => { navigator.mediaDevices.getUserMedia = navigator.mediaDevices.usual; });
  await none();
  assert.ok(await call.refused() >= 400);
});

test('turned off while it is still asked for, it stays off', async () => {
  await the('phone-open').click();
  await the('phone-off').click();
  const asked = page.waitForRequest(/\/phone\/token/), answered = page.waitForResponse(/\/phone\/token/), go = await away();
  const registers = far.said('REGISTER').length;
  await the('phone-on').click();
  await asked;
  await the('phone-off').click();
  await go();
  await answered;
  await the('phone-on').waitFor();
  await the('phone').waitFor({ state: 'detached' });
  assert.equal(far.said('REGISTER').length, registers, 'nothing was begun');
  await the('phone-on').click();
  await the('phone', '[data-state=ready]').waitFor();
  await the('dialog-close').click();
});

test('who is refused is told why, also that they have too many calls; a call that is not wanted is rejected; one that is taken back rings no more', async () => {
  far.refuse = [486, 'Busy Here'];
  await the('phone-open').click();
  await the('phone-number').fill('100');
  await the('phone-call').click();
  await reads({ the }, 'phone-ended', 'busy');
  far.refuse = [486, 'Too Many Calls'];
  await the('phone-open').click();
  await the('phone-number').fill('100');
  await the('phone-call').click();
  await reads({ the }, 'phone-ended', 'End one, then try again');
  far.refuse = null;
  const wanted = await far.invite();
  await the('call', '[data-state=ringing]').waitFor();
  await the('call-end').click();
  assert.equal(await wanted.refused(), 603);
  await none();
  const other = await far.invite();
  await the('call', '[data-state=ringing]').waitFor();
  other.cancel();
  await none();
  assert.equal(await other.refused(), 487);
});

test('a second call waits beside the first, which is held while the other one speaks', async () => {
  const first = await far.invite({ name: 'First' });
  await the('call-answer').click();
  await first.answered();
  await talks();
  const second = await far.invite({ name: 'Second' });
  await the('call', '[data-state=ringing]').waitFor();
  await shot('phone-second');
  assert.deepEqual(await good(), []);
  await the('call-answer').click();
  await second.answered();
  await until('one is held, one speaks', async () => (await the('call', '[data-state=talking][data-held=true]').count()) === 1 && (await the('call', '[data-state=talking][data-held=false]').count()) === 1);
  second.hangUp();
  first.hangUp();
  await none();
});

test('the socket is cut off in a call: it comes back by itself, and the call goes on', async () => {
  const call = await far.invite();
  await the('call-answer').click();
  await call.answered();
  await talks();
  const [registers, former] = [far.said('REGISTER').length, far.ws];
  const go = await away();
  await far.ws.close({ code: 1012, reason: 'restart' });
  await the('phone', '[data-state=lost]').waitFor();
  await eventually(() => the('call', '[data-state=talking]').count(), 1);
  await go();
  await until('it registers again', () => far.said('REGISTER').length > registers && far.ws !== former);
  await the('phone', '[data-state=ready]').waitFor();
  await until('sound goes on', async () => (await level(1)) > 20);
  const byes = far.said('BYE').length;
  await the('call-end').click();
  await until('its end is told over the new socket', () => far.said('BYE').length > byes);
  await none();
});

test('a registration that is refused is asked for again; until one is taken the page calls, for help too', async () => {
  far.barred = Infinity;
  await the('phone-open').click();
  await the('phone-off').click();
  await the('phone-on').click();
  await the('phone', '[data-state=lost]').waitFor();
  far.barred = 0;
  await the('phone', '[data-state=ready]').waitFor();
  await the('phone-off').click();
  far.barred = Infinity;
  await the('phone-on').click();
  await the('phone', '[data-state=lost]').waitFor();
  await reads({ the }, 'phone-words', 'You can call, but no call rings here now');
  await the('phone-number').fill('112');
  await the('phone-call').click();
  await until('it goes out', () => far.said('INVITE').some((one) => one.line.startsWith('INVITE sip:112@')));
  await talks();
  await the('call-end').click();
  await none();
  far.barred = 0;
  await the('phone', '[data-state=ready]').waitFor();
});

test('an emergency number: the page warns before it is called, delays nothing, and offers no hold (EM-12)', async () => {
  await the('phone-open').click();
  await the('phone-number').fill('0999');
  await reads({ the }, 'phone-help', /0999 is an emergency number\. Call at once[^]*Stay on the line/);
  assert.deepEqual(await good(), []);
  await shot('phone-help');
  await the('phone-call').click();
  await talks();
  await the('call-hold').waitFor({ state: 'detached' });
  await the('call-end').click();
  await none();
});

test('with the database away: what the answer says makes it an emergency call, which a second call does not hold (EM-12)', async () => {
  await withErrors(['503 /api/v1/dial'], async () => {
    await page.route(/\/api\/v1\/dial\?/, (route) => route.fulfill({ status: 503, json: { type: 'unavailable', title: 'Away', status: 503 } }));
    far.says = ['X-Trunkline-Emergency: call'];
    await the('phone-open').click();
    await the('phone-number').fill('112');
    await the('phone-call').click();
    await talks();
    await the('call-hold').waitFor({ state: 'detached' });
    const invites = far.said('INVITE').length, second = await far.invite({ name: 'Second' });
    await the('call', '[data-state=ringing]').waitFor();
    await the('call-answer').click();
    await second.answered();
    await until('both talk', async () => (await the('call', '[data-state=talking][data-held=false]').count()) === 2);
    second.hangUp();
    await until('the first is left', async () => (await the('call').count()) === 1);
    assert.equal(far.said('INVITE').length, invites, 'nobody was held');
    far.says = [];
    await the('call-end').click();
    await none();
    await page.unroute(/\/api\/v1\/dial\?/);
  });
});

test('what is no number is not called', async () => {
  const before = far.said('INVITE').length;
  await the('phone-open').click();
  await the('phone-number').fill('sip:anna@elsewhere.example');
  await the('phone-call', '[aria-disabled=true]').waitFor();
  await the('phone-number').press('Enter');
  await the('dialog-close').click();
  await the('phone-dialog').waitFor({ state: 'detached' });
  assert.equal(far.said('INVITE').length, before);
});

test('a call that rings for an offer is answered by accepting the offer, and by nothing else', async () => {
  await beAvailable(the);
  await text(stack.channel('twilio'), newNumber(), 'call me');
  await the('offer').waitFor();
  const offer = await the('offer').getAttribute('data-offer');
  const mine = await far.invite({ headers: [`X-Trunkline-Offer: ${offer}`] });
  await ringsForOffer(the);
  assert.equal(await the('call').count(), 0, 'the offer\'s card alone stands for it');
  await takeOffer(the);
  await mine.answered();
  await talks();
  assert.equal(await the('offer').count() + await the('call').count(), 1);
  mine.hangUp();
  await none();
  // One of another offer goes on ringing.
  const late = await far.invite({ headers: ['X-Trunkline-Offer: 999999'] });
  await the('call', '[data-state=ringing]').waitFor();
  assert.equal(late.final(), undefined, 'another offer\'s is not answered');
  late.cancel();
  await none();
});

const agentOf = async () => (await stack.asOwner('SELECT id FROM directory.app_user WHERE username = $1', [stack.user('agent', 0).username]))[0].id;

test('an emergency call that nobody answered is dialled again by one button (EM-12)', async () => {
  const agent = await agentOf(), line = Line.open(stack);
  for (const step of ['began', 'ended']) assert.equal((await line.tell(agent, 'unanswered', step)).outcome, 'ok');
  await line.close();
  await reads({ the }, 'emergency-again', /^Nobody answered 112\./);
  await the('emergency-dial').click();
  await talks();
  assert.match(far.said('INVITE').at(-1).line, /^INVITE sip:112@/);
  await the('call-end').click();
  await none();
});

test('an emergency call that was answered and cut off is dialled again by the same button (EM-12)', async () => {
  const agent = await agentOf(), line = Line.open(stack);
  for (const step of ['began', 'answered', 'ended']) assert.equal((await line.tell(agent, 'answered', step)).outcome, 'ok');
  await line.close();
  await reads({ the }, 'emergency-again', /^Cut off too early\? Dial again/);
  await the('emergency-dial').click();
  await talks();
  assert.match(far.said('INVITE').at(-1).line, /^INVITE sip:112@/);
  await the('call-end').click();
  await none();
});
