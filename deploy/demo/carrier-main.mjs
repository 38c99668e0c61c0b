// carrier-main.mjs - the stand-in of carrier.mjs as a process, for quickstart.
//
// usage: node carrier-main.mjs --port N --demo demo.json
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startCarrier } from './carrier.mjs';

const { values } = parseArgs({ options: { port: { type: 'string' }, demo: { type: 'string' } } });
const demo = JSON.parse(readFileSync(values.demo, 'utf8'));
const accounts = {};
for (const channel of demo.channels.filter((c) => c.carrier === 'twilio')) {
  accounts[channel.account_sid] ??= { token: channel.auth_token, numbers: [] };
  accounts[channel.account_sid].numbers.push(channel.number);
}
await startCarrier({ port: Number(values.port), accounts });
process.on('SIGTERM', () => process.exit(0));
