// smsc.mjs - a carrier by SMPP, made of the npm package `smpp`: takes binds and submits, delivers texts and receipts.
import smpp from 'smpp';
import { until } from './stack.mjs';

export const STATUS = { ROK: 0, RALYBND: 0x05, RINVPASWD: 0x0e, RMSGQFUL: 0x14, RINVDSTADR: 0x0b, RTHROTTLED: 0x58, RX_T_APPN: 0x64, RSYSERR: 0x08 };

export class Smsc {
  // options: port, key and cert (TLS), password (of all who bind)
  static async start({ port = 0, password = 'secret', ...tls } = {}) {
    const smsc = new Smsc();
    Object.assign(smsc, { password, sessions: [], submits: [], pdus: [], next: 0x1a2b3c00, ids: (n) => n.toString(16) });
    smsc.behave = () => undefined; // (pdu, session): a status, or null: no answer
    smsc.server = smpp.createServer(tls, (session) => smsc.take(session));
    smsc.server.on('tlsClientError', () => {});
    await new Promise((done) => smsc.server.listen(port, '127.0.0.1', done));
    smsc.port = smsc.server.address().port;
    return smsc;
  }

  take(session) {
    this.opened = (this.opened ?? 0) + 1;
    session.on('error', () => {});
    session.on('close', () => { this.sessions = this.sessions.filter((one) => one !== session); });
    session.on('pdu', (pdu) => {
      this.pdus.push(pdu);
      if (pdu.isResponse()) return;
      if (pdu.command.startsWith('bind_')) this.bind(session, pdu);
      else if (pdu.command === 'submit_sm') this.submit(session, pdu);
      else if (pdu.command === 'unbind') { session.send(pdu.response()); session.close(); }
      else if (pdu.command === 'enquire_link' && !this.deaf) session.send(pdu.response());
    });
  }

  bind(session, pdu) {
    const status = pdu.password === this.password ? this.bindStatus ?? STATUS.ROK : STATUS.RINVPASWD;
    session.send(pdu.response({ command_status: status, system_id: 'smsc' }));
    if (status !== STATUS.ROK) return;
    session.kind = pdu.command;
    this.sessions.push(session);
  }

  submit(session, pdu) {
    const status = this.behave(pdu, session);
    if (status === null) { this.submits.push({ pdu, taken: false }); return; }
    const id = this.ids(this.next);
    if ((status ?? STATUS.ROK) !== STATUS.ROK) {
      session.send(pdu.response({ command_status: status }));
      return;
    }
    this.submits.push({ pdu, id, number: this.next++, taken: true });
    session.send(pdu.response({ message_id: id }));
  }

  bound(kind) { return this.sessions.filter((session) => !kind || session.kind === kind); }
  untilBound(count = 1, ms = 20000) { return until('it is bound', () => this.sessions.length >= count, ms); }

  // Those to this number, as they came.
  to(number) { return this.submits.filter(({ pdu }) => '+' + pdu.destination_addr === number); }
  untilTo(number, count = 1, ms) { return until(`${count} submits`, () => this.to(number).length >= count && this.to(number), ms); }

  // Answers the response.
  deliver(fields, session = this.sessions.findLast((one) => one.kind !== 'bind_transmitter')) {
    return new Promise((done, fail) => {
      const cut = () => fail(new Error('the link was cut'));
      session.once('close', cut);
      session.deliver_sm({ source_addr_ton: 1, source_addr_npi: 1, dest_addr_ton: 1, dest_addr_npi: 1, ...fields,
        source_addr: fields.source_addr.replace('+', ''), destination_addr: fields.destination_addr.replace('+', '') },
        (answer) => { session.off('close', cut); done(answer); });
    });
  }

  text(from, to, short_message, more = {}) { return this.deliver({ source_addr: from, destination_addr: to, short_message, ...more }); }

  // The receipt for a submit; `id` as the receipt has it, `words` as it repeats those of its text.
  receipt({ pdu, id: own }, stat, { id = own, err = '000', words = '' } = {}) {
    const text = `id:${id} sub:001 dlvrd:001 submit date:2611201200 done date:2611201201 stat:${stat} err:${err} text:${words}`;
    return this.deliver({ source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: 4, short_message: Buffer.from(text), data_coding: 0 });
  }

  // Who waits for a bind after this waits for a new one: of a session that is cut the end is told later.
  cut() {
    this.sessions = [];
    for (const session of this.server.sessions.slice()) session.destroy();
  }
  close() { this.cut(); return new Promise((done) => this.server.close(done)); }
}

let next = 1;
// A carrier with an account and a channel in queue 1, made over the API as an administrator does.
export async function smppLine(stack, admin, settings = {}, { smsc, bound = 1, number } = {}) {
  const n = next++;
  const made = async (path, body) => {
    const answer = await admin.call('POST', `/api/v1/${path}`, body);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  number ??= `+1415777${String(n).padStart(4, '0')}`;
  smsc ??= await Smsc.start();
  const channel = await made('channels', { medium: 'sms', name: `SMPP ${n}`, number });
  const account = await made('carrier-accounts', { carrier: 'smpp', name: `SMPP ${n}`, secrets: { password: 'secret' },
    settings: { host: '127.0.0.1', port: String(smsc.port), tls: 'no', system_id: 'trunkline', ...settings } });
  await made('channel-carriers', { channel_id: channel.id, account_id: account.id });
  await made('route-rules', { channel_id: channel.id, position: 1, queue_id: '1' });
  // A group of its own begins with a segment a second.
  const [{ group_id }] = await stack.asOwner('SELECT group_id FROM sms.channel_carrier WHERE channel = $1', [channel.id]);
  await stack.asOwner(`DO $do$ BEGIN PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
    UPDATE sms.sender_group SET rate_per_s = 1000 WHERE id = ${group_id}; PERFORM ops.config_emit(1, 1); PERFORM ops.batch_end(); END $do$`);
  if (bound > 0) await smsc.untilBound(bound);
  return { smsc, channel, account, number, group: group_id };
}
