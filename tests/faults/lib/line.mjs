// line.mjs - the way to rtpengine's commands: a UDP proxy that can lose them, and the list of what the relay carries.
import { createSocket } from 'node:dgram';
import { askRelay } from '../../lib/rtpengine.mjs';

const bind = (socket) => new Promise((done) => socket.bind(0, '127.0.0.1', done));

export class Line {
  // Between voiced and the port where rtpengine hears. lose(text, toward): true loses one message; toward: 'relay' or 'voiced'.
  // late(text, toward): so many milliseconds it takes.
  static async open(port) {
    const line = new Line();
    Object.assign(line, { port, lost: 0, lose: () => false, late: () => 0, front: createSocket('udp4'), back: createSocket('udp4') });
    await bind(line.front);
    await bind(line.back);
    line.front.on('message', (data, from) => { line.peer = from.port; line.carry(data, 'relay'); });
    line.back.on('message', (data) => line.carry(data, 'voiced'));
    return line;
  }

  get at() { return this.front.address().port; }

  carry(data, toward) {
    const text = data.toString('latin1'), late = this.late(text, toward);
    if (this.lose(text, toward)) { this.lost++; return; }
    if (late > 0) setTimeout(() => this.send(data, toward), late); else this.send(data, toward);
  }

  send(data, toward) {
    if (this.closed) return;
    if (toward === 'relay') this.back.send(data, this.port, '127.0.0.1');
    else this.front.send(data, this.peer, '127.0.0.1');
  }

  close() { this.closed = true; this.front.close(); this.back.close(); }
}

// The ids of the calls that rtpengine carries.
export const carried = async (port) => (await askRelay(port, { command: 'list', limit: 900 })).calls;
