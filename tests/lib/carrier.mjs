// carrier.mjs - takes the place of quickstart's demo carrier on the same port, so that a test sees
// and steers what the carrier does.
import { startCarrier } from '../../deploy/demo/carrier.mjs';
import { running, until } from './stack.mjs';

export async function startDemoCarrier(stack, more = []) {
  const channel = stack.channel('twilio');
  const pid = stack.pid('demo-carrier');
  process.kill(pid, 'SIGTERM');
  await until('the end of the demo carrier', () => !running(pid));
  const port = Number(new URL(channel.carrier_url).port);
  return startCarrier({ port, accounts: { [channel.account_sid]: { token: channel.auth_token, numbers: [channel.number, ...more] } } });
}
