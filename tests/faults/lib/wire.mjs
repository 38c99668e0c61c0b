// wire.mjs - the way to the database: a TCP proxy that cuts a connection when the database says a given thing, before it is heard, and then
// lets nobody through anew until it is opened.
import net from 'node:net';

export class Wire {
  static async open(port) {
    const wire = new Wire();
    Object.assign(wire, { port, cuts: null, cut: false, shut: false, ends: new Set() });
    wire.server = net.createServer((front) => wire.carry(front));
    await new Promise((done) => wire.server.listen(0, '127.0.0.1', done));
    return wire;
  }

  get at() { return this.server.address().port; }

  carry(front) {
    if (this.shut) { front.destroy(); return; }
    const back = net.connect(this.port, '127.0.0.1');
    for (const [end, other] of [[front, back], [back, front]]) {
      this.ends.add(end);
      end.on('error', () => {}).on('close', () => { this.ends.delete(end); other.destroy(); });
    }
    front.on('data', (data) => back.write(data));
    back.on('data', (data) => {
      if (this.cuts?.test(data.toString('latin1'))) {
        Object.assign(this, { cuts: null, cut: true, shut: true });
        front.destroy();
      } else {
        front.write(data);
      }
    });
  }

  unshut() { this.shut = false; }
  close() { for (const end of this.ends) end.destroy(); this.server.close(); }
}
