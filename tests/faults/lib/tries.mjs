// tries.mjs - requests that are repeated until they are answered, as carriers and pages do.
//
// A 5xx, a 429 or no answer at all acknowledges nothing. Each such failure is kept with its
// time: a rolling restart must leave none.

import { request } from '../../lib/request.mjs';

const ANSWER_MS = 5000, PAUSE_MS = 150, FAILURES_MAX = 5000;

export class Tries {
  // answerMs: what takes longer was not answered.
  constructor(answerMs = ANSWER_MS) { Object.assign(this, { answerMs, failures: [], answered: 0, over: false, open: new Set() }); }

  fail(what, why) {
    if (this.failures.length < FAILURES_MAX) this.failures.push({ at: Date.now(), what, why });
  }

  // One try: { status, body } or null.
  once(what, url, options) {
    const one = this.ask(what, url, options).finally(() => this.open.delete(one));
    this.open.add(one);
    return one;
  }
  underWay() { return Promise.all(this.open); }

  async ask(what, url, options) {
    try {
      const { status, text } = await request(url, { ...options, signal: AbortSignal.timeout(this.answerMs) });
      if (status >= 500 || status === 429) {
        this.fail(what, `${status} ${text.slice(0, 200)}`);
        return null;
      }
      this.answered++;
      let body = text;
      try { body = text === '' ? null : JSON.parse(text); } catch { /* not JSON: the text itself */ }
      return { status, body };
    } catch (error) {
      this.fail(what, String(error.code ?? error));
      return null;
    }
  }

  // Until it is answered: { status, body, tries }; null once `over` is set.
  async until(what, urlOf, options) {
    for (let n = 0; !this.over; n++) {
      const answer = await this.once(what, urlOf(n), options);
      if (answer) return { ...answer, tries: n + 1 };
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
    return null;
  }
}
