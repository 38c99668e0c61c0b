// outside-main.mjs - the outside world of outside.mjs as a process, for quickstart.
//
// usage: node outside-main.mjs --host ADDRESS --port N --voices FOLDER    serves until it is ended
//        node outside-main.mjs --list                                     prints the numbers, and what each does
import { parseArgs } from 'node:util';
import { NUMBERS, Outside } from './outside.mjs';

const { values } = parseArgs({ options: { host: { type: 'string' }, port: { type: 'string' }, voices: { type: 'string' }, list: { type: 'boolean' } } });
if (values.list) for (const { number, words } of NUMBERS) console.log(`  ${number}  ${words}`);
else {
  const outside = await Outside.open({ host: values.host, port: Number(values.port), voices: values.voices });
  process.once('SIGTERM', () => void outside.close().then(() => process.exit(0)));
}
