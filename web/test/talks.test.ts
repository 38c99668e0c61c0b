/* Conversations of an account: order, once, unread, ends (MS-5, MS-6), and the matrix as the server reads it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allows, awayWord, verdict, verdictWords } from '../src/chat/matrix.ts';
import { createTalks, keyOf, type Talk } from '../src/chat/talks.ts';
import type { Chat, ChatEntry, MatrixLine, Said } from '../src/chat/types.ts';

const me = { user: '1', side: 'agent' as const };
const chat = (id: string, kind: Chat['kind'] = 'agent', more: Partial<Chat> = {}): Chat => ({ conversation: id, kind, state: 'open', parties: [{ ...me, name: 'Me', image: null, role: 'party' }, { user: '2', side: kind === 'agent' ? 'agent' : 'work', name: 'Two', image: null, role: 'party' }],
  room: null, last_seq: 0, last_at: '2026-01-01T10:00:00Z', opened_at: '2026-01-01T10:00:00Z', notice: false, audit_notice: false, ...more });
const said = (conversation: string, seq: number, by: string, more: Partial<Said> = {}): Said => ({ message: `${conversation}-${seq}`, conversation, seq, direction: 'said', text: `t${seq}`, html: null, at: `2026-01-01T10:0${seq}:00Z`,
  author: { id: by, name: null, side: 'agent' }, to: null, client_id: null, work_only: false, edited_at: null, deleted_at: null, ...more });
const chatFrame = (state: Chat, version = '1') => ({ kind: 'conversation' as const, id: state.conversation, version, state });
const saidFrame = (state: Said, version = '1') => ({ kind: 'message' as const, id: state.message, version, state });
const entry = (state: Chat, more: Partial<ChatEntry> = {}): ChatEntry => ({ ...chatFrame(state), unread: 0, read_seq: 0, as: me, last: null, ...more });

function desk() {
  const told: string[] = [];
  const talks = createTalks(me, { onSaid: (talk: Talk, it: Said) => told.push(`said ${talk.id} ${it.seq}`), onEnded: (talk: Talk) => told.push(`ended ${talk.id}`), onUnknown: () => told.push('unknown'), onGone: (id: string) => told.push(`gone ${id}`) });
  return { talks, told };
}

test('messages stand in order and once; those of others are unread until they are read', () => {
  const { talks, told } = desk();
  talks.hear(chatFrame(chat('7')));
  talks.hear(saidFrame(said('7', 2, '2')));
  assert.equal(talks.whole('7'), false, 'its first message is not here');
  for (const seq of [1, 2]) talks.hear(saidFrame(said('7', seq, '2')));
  assert.equal(talks.whole('7'), true);
  talks.hear(saidFrame(said('7', 3, '1')));
  assert.deepEqual(talks.said.value.get('7')!.map((m) => m.seq), [1, 2, 3]);
  assert.equal(talks.talks.value.get('7')!.last!.seq, 3);
  assert.deepEqual([talks.talks.value.get('7')!.unread, told], [2, ['said 7 2', 'said 7 1']]);
  talks.hear({ kind: 'reading', id: '70', version: '1', state: { conversation: '7', ...me, seq: 3 } });
  assert.equal(talks.talks.value.get('7')!.unread, 0);
  assert.equal(talks.with('agent:2')!.id, '7');
  assert.equal(keyOf(me), 'agent:1');
});

test('what came for Work alone is history: no alert, nothing unread', () => {
  const { talks, told } = desk();
  talks.hear(chatFrame(chat('8', 'directory')));
  talks.hear(saidFrame(said('8', 1, '2', { work_only: true, author: { id: '2', name: null, side: 'work' } })));
  assert.deepEqual([talks.talks.value.get('8')!.unread, told], [0, []]);
});

test('an agent chat that ends leaves with all that was said; a directory chat stays', () => {
  const { talks, told } = desk();
  talks.hear(chatFrame(chat('7')));
  talks.hear(saidFrame(said('7', 1, '2')));
  talks.hear(chatFrame(chat('8', 'directory')));
  talks.hear(chatFrame(chat('7', 'agent', { state: 'closed' }), '2'));
  talks.hear(chatFrame(chat('7'), '1'));
  assert.deepEqual([[...talks.talks.value.keys()], talks.said.value.has('7'), told], [['8'], false, ['said 7 1', 'gone 7', 'ended 7']]);
});

test('a list brings what was missed, and what it lacks is gone, but for what was heard since it was asked for', () => {
  const { talks, told } = desk();
  talks.hear(chatFrame(chat('7')));
  talks.hear(chatFrame(chat('6', 'directory')));
  const mark = talks.mark();
  talks.hear(chatFrame(chat('9', 'directory')));
  talks.takeList([entry(chat('6', 'directory', { last_seq: 4 }), { unread: 2, read_seq: 2 })], mark);
  assert.deepEqual([...talks.talks.value.keys()].sort(), ['6', '9']);
  assert.deepEqual(told, ['gone 7', 'ended 7']);
  assert.equal(talks.talks.value.get('6')!.unread, 2);
  talks.hear(saidFrame(said('6', 5, '2')));
  assert.equal(talks.hole('6'), null, 'its first page says what there is');
  talks.takeList([entry(chat('6', 'directory', { last_seq: 7 }), { unread: 2 })], talks.mark());
  assert.equal(talks.hole('6'), 5, 'the same version, and later messages');
  assert.equal(talks.whole('6'), false);
  talks.hear(saidFrame(said('6', 6, '1')));
  assert.equal(talks.talks.value.get('6')!.unread, 3);
});

test('a conversation that is written in while a long list is read moves past what is read of it, and stays', () => {
  const { talks, told } = desk();
  for (const id of ['6', '7']) talks.hear(chatFrame(chat(id, 'directory')));
  const mark = talks.mark();
  talks.hear(saidFrame(said('7', 1, '2')));
  talks.takeList([entry(chat('6', 'directory'))], mark);
  assert.deepEqual([...talks.talks.value.keys()].sort(), ['6', '7']);
  assert.deepEqual(told, ['said 7 1']);
  talks.takeList([entry(chat('6', 'directory'))], talks.mark());
  assert.deepEqual([...talks.talks.value.keys()], ['6'], 'a later list knows');
});

test('a conversation of others, which a supervisor looks at, is not one\'s own', () => {
  const { talks, told } = desk();
  talks.hear(chatFrame(chat('7', 'agent', { parties: [{ user: '3', side: 'agent', name: 'x', image: null, role: 'party' }, { user: '4', side: 'agent', name: 'y', image: null, role: 'party' }] })));
  assert.equal(talks.talks.value.size, 0);
  talks.hear(saidFrame(said('7', 1, '3')));
  assert.deepEqual(told, ['unknown']);
});

test('what was heard before its conversation was known is not taken for known', () => {
  const { talks, told } = desk();
  talks.hear(saidFrame(said('7', 1, '2')));
  assert.deepEqual([told, talks.said.value.size], [['unknown'], 0]);
  talks.takeList([entry(chat('7', 'directory', { last_seq: 1 }), { unread: 1 })], talks.mark());
  talks.hear(saidFrame(said('7', 1, '2')), false);
  assert.deepEqual(talks.said.value.get('7')!.map((m) => m.seq), [1]);
  assert.equal(talks.talks.value.get('7')!.unread, 1, 'the list has counted it');
});

test('who comes back to a room reads again what was said; an invitation that comes late takes nobody out', () => {
  const { talks, told } = desk();
  const room = (role: string) => chat('7', 'room', { parties: [{ ...me, name: 'Me', image: null, role }], room: { name: 'R', topic: '', public: true } });
  talks.hear(chatFrame(room('member'), '3'));
  talks.hear(chatFrame(room('invited'), '2'));
  assert.equal(talks.talks.value.size, 1, 'the older word counts no more');
  talks.hear(saidFrame(said('7', 1, '2')));
  talks.hear({ kind: 'reading', id: '70', version: '9', state: { conversation: '7', ...me, seq: 1, gone: true } });
  assert.deepEqual([talks.talks.value.size, talks.said.value.size, told.at(-1)], [0, 0, 'gone 7']);
  talks.hear(chatFrame(room('member'), '5'));
  talks.hear(saidFrame(said('7', 1, '2')), false);
  assert.deepEqual(talks.said.value.get('7')!.map((m) => m.seq), [1]);
});

test('the first line that fits decides, null fits any, no line forbids', () => {
  const line = (more: Partial<MatrixLine>): MatrixLine => ({ feature: 'start', sender: null, receiver: null, receiver_both: null, receiver_in: null, mode3: null, near: null, verdict: 'ok', ...more });
  const lines = [line({ feature: 'end', verdict: 'never' }), line({ sender: 'agent', receiver: 'agent', receiver_in: false, verdict: 'receiver_logged_out' }), line({ receiver: 'work', mode3: false, verdict: 'mode' }), line({ receiver: 'work' })];
  assert.equal(verdict(lines, 'start', { sender: 'agent', receiver: 'agent', receiver_in: false }), 'receiver_logged_out');
  assert.equal(verdict(lines, 'start', { sender: 'agent', receiver: 'agent', receiver_in: true }), 'forbidden');
  assert.equal(verdict(lines, 'start', { sender: 'agent', receiver: 'work', mode3: true }), 'ok');
  assert.equal(verdict(lines, 'start', { sender: 'agent', receiver: 'work', mode3: false }), 'mode');
  assert.deepEqual([allows('ok'), allows('work_only'), allows('mode')], [true, true, false]);
  assert.match(verdictWords('receiver_logged_out', 'Tomás')!, /Tomás is logged out/);
  assert.equal(verdictWords('ok', 'x'), null);
});

test('whose connection is lost is not called logged out', () => {
  const words = (shown?: string) => verdictWords(awayWord('receiver_logged_out', shown), 'Tomás');
  for (const shown of ['disconnected', 'online']) assert.match(words(shown)!, /Tomás’s connection is lost/, shown);
  for (const shown of ['logged_out', 'offline', undefined]) assert.match(words(shown)!, /Tomás is logged out/, shown);
  assert.equal(awayWord('mode', 'disconnected'), 'mode');
});

test('a chat of two others, which this person looks at on another page as who supervises, is not among their own', () => {
  const { talks } = desk();
  talks.hear(chatFrame(chat('9', 'agent', { parties: [{ user: '3', side: 'agent', name: 'Three', image: null, role: 'party' }, { user: '4', side: 'agent', name: 'Four', image: null, role: 'party' }] })));
  assert.equal(talks.talks.value.size, 0);
});
