// mailbox.mjs - a stand-in for a mail relay: it speaks SMTP (RFC 5321) as far as a client needs, and keeps what it takes.
import { createServer } from 'node:net';

export class Mailbox {
  // refuse: how many mails are answered with a temporary failure first.
  static async start({ refuse = 0 } = {}) {
    const box = Object.assign(new Mailbox(), { mails: [], refuse, tried: 0 });
    box.server = createServer((socket) => box.serve(socket));
    await new Promise((done) => box.server.listen(0, '127.0.0.1', done));
    box.url = `smtp://127.0.0.1:${box.server.address().port}`;
    return box;
  }

  serve(socket) {
    let rest = '', mail = null, inData = false;
    const say = (line) => socket.write(`${line}\r\n`);
    socket.on('error', () => {});
    say('220 relay.test ESMTP');
    socket.on('data', (bytes) => {
      rest += bytes.toString('latin1');
      for (let end; (end = rest.indexOf('\r\n')) >= 0;) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (inData && line === '.') { inData = false; this.mails.push(mail); say('250 taken'); continue; }
        if (inData) { mail.lines.push(line.replace(/^\./, '')); continue; }
        const word = line.slice(0, 4).toUpperCase();
        if (word === 'EHLO' || word === 'HELO') say('250 relay.test');
        else if (word === 'MAIL') { this.tried++; if (this.tried <= this.refuse) say('451 later'); else { mail = { from: /<(.*)>/.exec(line)[1], to: [], lines: [] }; say('250 ok'); } }
        else if (word === 'RCPT') { mail.to.push(/<(.*)>/.exec(line)[1]); say('250 ok'); }
        else if (word === 'DATA') { inData = true; say('354 go on'); }
        else if (word === 'QUIT') { say('221 bye'); socket.end(); }
        else say('250 ok');
      }
    });
  }

  // Headers by name and the text of a mail.
  static read({ lines }) {
    const cut = lines.indexOf('');
    const headers = Object.fromEntries(lines.slice(0, cut).join('\n').replace(/\n /g, '').split('\n').map((one) => [one.split(': ')[0].toLowerCase(), one.slice(one.indexOf(': ') + 2)]));
    return { headers, text: Buffer.from(lines.slice(cut + 1).join(''), 'base64').toString() };
  }

  close() { this.server.close(); }
}
