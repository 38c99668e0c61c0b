// offers.mjs - PF-4: from the webhook to the offer on the agent's page, on an idle suite.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from '../lib/client.mjs';
import { newNumber } from '../lib/texts.mjs';
import { percentile, sleep } from './proc.mjs';
import * as pgbench from './pgbench.mjs';

const PROBES = 200;
const QUIET_MS = 25; // between two probes: what the end of the last one set off has settled
const COMMIT_S = 3;

function startProbe(stack, agent) {
  const channel = stack.channel('twilio');
  const child = spawn(join(stack.bench, 'offer_probe'), [
    '--port', new URL(stack.run.http.smsgw).port, '--url', channel.hook_url, '--account', channel.account_sid, '--to', channel.number,
    '--stream-port', new URL(stack.run.http.chatd).port,
  ], { env: { ...process.env, LOAD_TOKEN: channel.auth_token, AGENT_TOKEN: agent.token }, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => { said += data; });
  child.stdin.on('error', () => {}); // its end is told below
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(said.trim() || 'offer_probe ended');
    return JSON.parse(value);
  };
  return {
    opened: next,
    probe(number) { child.stdin.write(`${number}\n`); return next(); },
    end: () => child.stdin.end(),
  };
}

async function must(answer) {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`the agent was answered ${status} ${JSON.stringify(body)}`);
  return body;
}

// Accepts, ends, ends the wrap-up: the agent is free again.
async function workOff(agent, offer) {
  const accepted = await must(agent.call('POST', `/api/v1/offers/${offer.id}/accept`));
  const ended = await must(agent.call('POST', `/api/v1/interactions/${accepted.id}/end`, { last_seen_seq: 1 }));
  if (ended.state.state === 'wrap_up') await must(agent.call('POST', `/api/v1/interactions/${accepted.id}/wrap-up/end`, {}));
}

const commits = (stack) => pgbench.times(stack, { script: 'insert.sql', user: 'trunkline', clients: 1, seconds: COMMIT_S });

export async function offers(stack) {
  await stack.asOwner('CREATE TABLE IF NOT EXISTS public.bench_commit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL)');
  const commit = await commits(stack);
  const agent = await Client.login(stack, stack.user('agent'));
  const probe = startProbe(stack, agent);
  const seen = [];
  try {
    await probe.opened();
    await must(agent.call('PUT', '/api/v1/me/status', { status: 'available' }));
    for (let i = 0; i < PROBES; i++) {
      await sleep(QUIET_MS);
      const { ack_us, offer_us, frame } = await probe.probe(newNumber());
      seen.push({ ack_us, offer_us });
      await workOff(agent, frame);
    }
  } catch (error) {
    throw new Error(`${error.message} (after ${seen.length} offers)`);
  } finally {
    probe.end();
    await agent.call('DELETE', '/api/v1/sessions/me');
  }
  commit.push(...await commits(stack));
  return { rows: [row(seen, commit, 0.5, 4), row(seen, commit, 0.99, 12)], details: { probes: seen } };
}

function row(seen, commit, share, aim) {
  const ms = (values) => percentile(values, share) / 1000;
  const value = ms(seen.map((s) => s.offer_us)), peer = ms(commit);
  return {
    id: 'PF-4', what: `webhook to the offer on the agent's page, p${share * 100}, against one commit's`, value, unit: ' ms', peer, ratio: value / peer,
    aim: `≤ ${aim}`, met: value / peer <= aim ? 'yes' : 'no', note: `acknowledged after ${ms(seen.map((s) => s.ack_us)).toFixed(2)} ms`,
  };
}
