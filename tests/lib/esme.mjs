// esme.mjs - an integrator's SMPP client, made of the npm package `smpp`: binds to our SMSC side, sends, and takes what is delivered.
import smpp from 'smpp';
import { until } from './stack.mjs';

export class Esme {
  // Answers the client whatever the bind's answer; `bound` is its command_status.
  static async bind(port, { system_id, password }, { kind = 'bind_transceiver', tls = false, silent = false, behave = () => 0 } = {}) {
    const esme = new Esme();
    Object.assign(esme, { delivered: [], silent, behave });
    esme.session = smpp.connect({ url: `${tls ? 'ssmpp' : 'smpp'}://127.0.0.1:${port}`, rejectUnauthorized: false });
    esme.session.setMaxListeners(0);
    esme.session.on('error', (error) => { esme.error = error; });
    esme.session.on('close', () => { esme.closed = true; });
    let connected = false;
    esme.session.once(tls ? 'secureConnect' : 'connect', () => { connected = true; });
    await until('it is connected', () => connected || esme.error);
    esme.session.on('deliver_sm', (pdu) => {
      esme.delivered.push(pdu);
      if (esme.silent) return;
      esme.session.send(pdu.response({ command_status: esme.behave(pdu) }));
    });
    esme.session.on('enquire_link', (pdu) => esme.session.send(pdu.response()));
    esme.session.on('unbind', (pdu) => { esme.session.send(pdu.response()); });
    esme.answer = await esme.ask(kind, { system_id, password });
    esme.bound = esme.answer.command_status;
    return esme;
  }

  ask(command, fields = {}) {
    return new Promise((done, fail) => {
      const cut = () => fail(new Error('the link was cut'));
      this.session.once('close', cut);
      this.session[command](fields, (answer) => { this.session.off('close', cut); done(answer); });
    });
  }

  submit(from, to, short_message, more = {}) {
    return this.ask('submit_sm', { source_addr_ton: 1, source_addr_npi: 1, dest_addr_ton: 1, dest_addr_npi: 1, source_addr: from.replace('+', ''),
      destination_addr: to.replace('+', ''), short_message, ...more });
  }

  receipts() { return this.delivered.filter((pdu) => pdu.esm_class & 4); }
  texts() { return this.delivered.filter((pdu) => !(pdu.esm_class & 4)); }
  untilReceipts(count = 1, ms) { return until(`${count} receipts`, () => this.receipts().length >= count && this.receipts(), ms); }
  untilTexts(count = 1, ms) { return until(`${count} texts`, () => this.texts().length >= count && this.texts(), ms); }
  untilClosed(ms) { return until('it is closed', () => this.closed, ms); }

  cut() { this.session.destroy(); }
  async close() {
    if (this.closed) return;
    await this.ask('unbind').catch(() => {});
    this.session.destroy();
  }
}
