// feed.mjs - events as an integrator pulls them (IN-2).
import assert from 'node:assert/strict';
import { until } from './stack.mjs';

// What has been answered is committed, but gets its place in the feed a moment later: it is numbered by whichever daemon does so next.
export async function numbered(stack) {
  const [{ last }] = await stack.asOwner('SELECT max(last_id) AS last FROM ops.outbox');
  await until('a place in the feed for all that is committed',
    async () => (await stack.asOwner('SELECT FROM ops.outbox WHERE last_id <= $1 LIMIT 1', [last])).length === 0);
}

// All events after a cursor, page by page, and the cursor after them: { events, cursor }. What had been answered before is among them.
export async function pulled(stack, client, { after = '', types } = {}) {
  await numbered(stack);
  const events = [];
  for (;;) {
    const { status, body } = await client.call('GET', `/api/v1/events?after=${after}&limit=200${types ? `&types=${types}` : ''}`);
    assert.equal(status, 200, JSON.stringify(body));
    events.push(...body.data);
    after = body.next_cursor;
    if (!body.more) return { events, cursor: after };
  }
}
