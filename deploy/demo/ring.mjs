// ring.mjs - a customer calls the demo's phone line and stays until somebody hangs up: for trying the pages as an agent.
//
// usage: node ring.mjs run.json [NUMBER]
// Calls NUMBER (default: the line) by the demo carrier's trunk, and says a tone. Control-C hangs up.
import { run, show, until } from './desk.mjs';
import { Phone } from './phone.mjs';

const { voice } = run, number = process.argv[3] ?? voice.number;
const customer = await Phone.open({ host: voice.trunk.address, server: Object.values(run.sip)[0], hz: 440 });
process.on('SIGINT', () => void customer.hangUp());
show('calls', number);
await customer.call(number, '+14155550177');
show('answered', 'Control-C hangs up');
await until('end', () => customer.state === 'over', Infinity);
show('over', `${(customer.sound.packets / 50).toFixed(0)} s of sound heard`);
customer.close();
