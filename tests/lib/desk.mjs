// desk.mjs - what tests do over and over at an agent's desk.
import { text } from './texts.mjs';

// A text comes in and is offered to this agent; answers the offer's frame.
export async function offered(client, channel, number, body = 'hello') {
  const answer = await text(channel, number, body);
  if (answer.status !== 200) throw new Error(`text: ${answer.status} ${answer.text}`);
  return client.offerOf(number);
}

// … and is accepted; answers the interaction's frame.
export async function assigned(client, channel, number, body) {
  return accept(client, await offered(client, channel, number, body));
}

// The clock goes on to shortly before the offer's deadline: routers learn of a jump within some seconds, and an offer that is 5 s late is
// nobody's miss.
export const nearlyMissed = (stack, offer) => stack.asOwner(`UPDATE ops.test_clock SET ahead = ahead
  + greatest((SELECT deadline FROM routing.offer WHERE id = $1) - ops.clock() - interval '3 s', interval '0')`, [offer.id]);

export async function accept(client, offer) {
  const answer = await client.call('POST', `/api/v1/offers/${offer.id}/accept`);
  if (answer.status !== 200) throw new Error(`accept: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

// What was offered for this number, or will be, is accepted.
export const taken = async (client, number) => accept(client, await client.offerOf(number));

export const status = (client, value, more = {}) => client.call('PUT', '/api/v1/me/status', { status: value, ...more });

export const send = (client, interaction, body, more = {}) =>
  client.call('POST', `/api/v1/conversations/${interaction.state.conversation}/messages`, { text: body, ...more });

// Ends with all seen.
export async function end(client, { id }, more = {}) {
  const { conversation } = (await client.call('GET', `/api/v1/interactions/${id}`)).body.state;
  const { last_seq } = (await client.call('GET', `/api/v1/conversations/${conversation}`)).body.state;
  return client.call('POST', `/api/v1/interactions/${id}/end`, { last_seen_seq: last_seq, ...more });
}

// Logged in, nothing offered, nothing open. Whoever took something over as its supervisor ends it with a reason.
export async function endAll(client) {
  await status(client, 'work_offline');
  for (const interaction of (await client.call('GET', '/api/v1/workspace')).body.interactions) {
    const { agent, state } = interaction.state;
    if (state === 'assigned' && agent === client.id) await end(client, interaction, { reason: 'The test is over' });
    await client.call('POST', `/api/v1/interactions/${interaction.id}/wrap-up/end`, {});
  }
}

// Ends with all seen, and ends the wrap-up.
export async function finish(client, interaction, more) {
  const ended = await end(client, interaction, more);
  if (ended.status !== 200) throw new Error(`end: ${ended.status} ${JSON.stringify(ended.body)}`);
  if (ended.body.state.state === 'wrap_up') {
    const wrapped = await client.call('POST', `/api/v1/interactions/${interaction.id}/wrap-up/end`, {});
    if (wrapped.status !== 200) throw new Error(`wrap-up: ${wrapped.status} ${JSON.stringify(wrapped.body)}`);
  }
  return ended.body;
}

// The newest state of the n-th message that this agent's page was shown with that text.
export const delivery = (client, messageId, state, ms) =>
  client.see('message', (s) => s.message === messageId && s.delivery?.state === state, ms);
