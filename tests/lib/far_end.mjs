// far_end.mjs - the other end of a page's phone, where a test wants it to do what a server seldom does: SIP over the page's own socket,
// sound by a second connection in the same browser.
import { ids } from './random.mjs';
import { parse } from './sip.mjs';
import { until } from './stack.mjs';

const random = () => ids.hex(6);
// A description without a codec's formats.
function without(codec, sdp) {
  const formats = [...sdp.matchAll(new RegExp(`^a=rtpmap:(\\d+) ${codec}/.*$`, 'gm'))].map(([, format]) => format);
  return sdp.replace(new RegExp(`^a=(rtpmap|fmtp|rtcp-fb):(${formats.join('|')}) .*\r\n`, 'gm'), '').replace(new RegExp(`(?<=^m=audio .*) (${formats.join('|')})(?= |\r)`, 'gm'), '');
}

export class FarEnd {
  // Before the page opens its socket.
  static async stand(page) {
    const end = new FarEnd();
    Object.assign(end, { page, heard: [], dialogs: new Map(), refuse: null, barred: 0, says: [], withheld: null });
    await page.routeWebSocket(/\/phone\/socket/, (ws) => { end.ws = ws; ws.onMessage((text) => void end.take(String(text))); });
    return end;
  }

  // Its own sound in a call: a tone, and what it hears.
  peer(call) {
    return this.page.evaluate(async (id) => {
      const pc = window.far = new RTCPeerConnection(), sound = new AudioContext(), tone = sound.createOscillator(), out = sound.createMediaStreamDestination();
      (window.fars ??= {})[id] = pc;
      tone.connect(out);
      tone.start();
      pc.addTrack(out.stream.getAudioTracks()[0], out.stream);
      pc.ontrack = ({ streams }) => { const audio = new Audio(); audio.srcObject = streams[0]; void audio.play(); };
      window.told = async (one, description) => {
        await one.setLocalDescription(description);
        while (one.iceGatheringState !== 'complete') await new Promise((done) => one.addEventListener('icegatheringstatechange', done, { once: true }));
        return one.localDescription.sdp;
      };
    }, call);
  }
  offer(call) { return this.page.evaluate(async (id) => told(fars[id], await fars[id].createOffer()), call); }
  answerTo(call, sdp) { return this.page.evaluate(async ([id, text]) => { await fars[id].setRemoteDescription({ type: 'offer', sdp: text }); return told(fars[id], await fars[id].createAnswer()); }, [call, sdp]); }
  settle(call, sdp) { return this.page.evaluate(([id, text]) => fars[id].setRemoteDescription({ type: 'answer', sdp: text }), [call, sdp]); }

  send(first, headers, body = '') {
    this.ws.send([first, ...headers, ...(body ? ['Content-Type: application/sdp'] : []), `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
  }

  reply(request, status, reason, more = [], body) {
    const to = request.get('to');
    const tag = /;tag=/.test(to) ? '' : `;tag=${request.tag ??= random()}`;
    this.send(`SIP/2.0 ${status} ${reason}`, [...request.all('via').map((via) => `Via: ${via}`), `From: ${request.get('from')}`, `To: ${to}${tag}`, `Call-ID: ${request.get('call-id')}`, `CSeq: ${request.get('cseq')}`, ...more], body);
  }

  async take(text) {
    if (/^\s*$/.test(text) || text.startsWith('{')) return;
    const message = parse(text);
    message.method = message.status ? null : text.split(' ', 1)[0];
    message.line = text.split('\r\n', 1)[0];
    this.heard.push(message);
    const contact = ['Contact: <sip:far@far.invalid;transport=ws>'];
    if (message.method === 'REGISTER' && message.get('expires') !== '0' && this.barred > 0) {
      this.barred--; // so many registrations are refused
      this.reply(message, 503, 'Service Unavailable', ['Retry-After: 1']);
    } else if (message.method === 'REGISTER') this.reply(message, 200, 'OK', [`Contact: ${message.get('contact')}`]);
    else if (message.method === 'INVITE') {
      this.reply(message, 100, 'Trying');
      const again = /;tag=/.test(message.get('to'));
      if (!again && this.refuse) return this.reply(message, ...this.refuse);
      const lines = [...contact, ...this.says]; // more headers
      if (!again) { await this.peer(message.get('call-id')); this.reply(message, 180, 'Ringing', lines); }
      await this.withheld;
      this.reply(message, 200, 'OK', lines, await this.answerTo(message.get('call-id'), message.body));
    } else if (message.method && message.method !== 'ACK') this.reply(message, 200, 'OK');
  }

  // No offer is answered until the function that it returns is called.
  withhold() {
    const { promise, resolve } = Promise.withResolvers();
    this.withheld = promise;
    return resolve;
  }

  said(method) { return this.heard.filter((one) => one.method === method); }

  // Rings the page; answers the call's own: { status(), answered, hangUp }. keys: whether it knows telephone-event.
  async invite({ name = 'Carla Customer', number = '+14155550100', headers = [], keys = true } = {}) {
    const callId = random(), tag = random(), uri = /<(.*?)>/.exec(this.said('REGISTER').at(-1).get('contact'))[1];
    const about = (method, cseq, to = '') => [`Via: SIP/2.0/WS far.invalid;branch=z9hG4bK${random()}`, 'Max-Forwards: 70', `From: "${name}" <sip:${number}@trunkline.invalid>;tag=${tag}`,
      `To: <${uri}>${to}`, `Call-ID: ${callId}`, `CSeq: ${cseq} ${method}`, 'Contact: <sip:far@far.invalid;transport=ws>'];
    await this.peer(callId);
    const invite = about('INVITE', 1);
    const offer = await this.offer(callId);
    this.send(`INVITE ${uri} SIP/2.0`, [...invite, ...headers], keys ? offer : without('telephone-event', offer));
    const answers = () => this.heard.filter((one) => one.status && one.get('call-id') === callId && / INVITE$/.test(one.get('cseq')));
    const final = () => answers().find((one) => one.status >= 200);
    const to = () => /;tag=[^;>]+$/.exec(final().get('to'))[0];
    return {
      answers, final,
      answered: async () => {
        await until('an answer', () => final()?.status === 200);
        this.send(`ACK ${uri} SIP/2.0`, about('ACK', 1, to()));
        await this.settle(callId, final().body);
      },
      refused: async () => { await until('a refusal', () => final()?.status >= 300); this.send(`ACK ${uri} SIP/2.0`, [invite[0], ...about('ACK', 1, to()).slice(1)]); return final().status; },
      cancel: () => this.send(`CANCEL ${uri} SIP/2.0`, [invite[0], ...about('CANCEL', 1).slice(1)]),
      hangUp: () => this.send(`BYE ${uri} SIP/2.0`, about('BYE', 2, to())),
    };
  }
}
