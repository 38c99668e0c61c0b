// load.mjs - customers who text, as their carrier delivers it: signed, and again with the same
// MessageSid until it is taken.
import { inboundParams, newNumber, signatureOf } from '../../lib/texts.mjs';
import { until } from '../../lib/stack.mjs';
import { Tries } from './tries.mjs';

const AT_ONCE = 2; // texts of one customer under way at the same time

export class Load {
  // urls: where the hook can be reached; perSecond: over all customers; answerMs: tries.mjs.
  constructor(channel, { urls, random, customers = 36, perSecond = 20, answerMs }) {
    Object.assign(this, { channel, urls, random, perSecond });
    this.tries = new Tries(answerMs);
    // Those of the second kind need another skill and queue.
    this.customers = Array.from({ length: customers }, (_, i) =>
      ({ number: newNumber(), word: i % 5 < 3 ? 'invoice' : 'order', count: 0, underWay: 0 }));
    this.sent = new Map();     // sid -> { number, body }
    this.taken = new Map();    // the same, acknowledged
    this.surprises = [];
    this.underWay = 0;
  }

  start() { this.timer = setInterval(() => this.tick(), 1000 / this.perSecond); return this; }

  tick() {
    const customer = this.random.pick(this.customers);
    if (customer.underWay < AT_ONCE) void this.text(customer);
  }

  async text(customer) {
    const body = `${customer.word} ${customer.number.slice(-6)} text ${++customer.count}`;
    const params = inboundParams(this.channel, customer.number, body);
    const options = {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'x-twilio-signature': signatureOf(this.channel, this.channel.hook_url, params),
      },
      body: new URLSearchParams(params).toString(),
    };
    const first = this.random.below(this.urls.length);
    this.sent.set(params.MessageSid, { number: customer.number, body });
    customer.underWay++;
    this.underWay++;
    const answer = await this.tries.until('text', (n) => this.urls[(first + n) % this.urls.length], options);
    customer.underWay--;
    this.underWay--;
    if (answer?.status === 200) this.taken.set(params.MessageSid, { number: customer.number, body, at: Date.now() });
    else if (answer) this.surprises.push(`text: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  // Texts no more; what is under way is still tried until it is taken.
  async stop() {
    clearInterval(this.timer);
    await until('the last texts', () => this.underWay === 0, 30000).finally(() => { this.tries.over = true; });
  }
}
