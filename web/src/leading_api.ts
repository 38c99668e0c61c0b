/* Requests of those who lead, and of administrators to the gateway: loaded with the parts of the pages that are theirs (api.ts has the others). */
import { call, command, newKey, type List } from './api.ts';
import type { Chat } from './chat/types.ts';
import type { AgentWhy, Alarm, Behind, Frame, FrameOf, Id, Looked, RawCall, SmsLine, Time, Wallboard, Why } from './types.ts';

const cursorOf = (cursor: string | null) => (cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`);

export const leadingApi = {
  wallboard: (version: string | null) => call<Wallboard>('GET', `/wallboard${version ? `?version=${version}` : ''}`),

  line: (queue: Id, cursor: string | null) =>
    call<List<FrameOf<'interaction'>>>('GET', `/queues/${queue}/line?limit=100${cursorOf(cursor)}`),
  why: (interaction: Id) => call<Why>('GET', `/interactions/${interaction}/why`),
  agentWhy: (agent: Id) => call<AgentWhy>('GET', `/agents/${agent}/why`),
  myWhy: () => call<AgentWhy>('GET', '/me/why'),
  offersOf: (agent: Id) => call<List<FrameOf<'offer'>>>('GET', `/offers?agent=${agent}&state=made`).then((list) => list.data),
  behind: (noun: 'queue' | 'agent', id: Id, counter: string, cursor: string | null) =>
    call<Behind>('GET', `/reports/interactions?${noun}=${id}&counter=${counter}${cursorOf(cursor)}`),
  alarmsRaised: () => call<List<Alarm>>('GET', '/alarm-events?limit=50').then((list) => list.data),
  setAgentStatus: (agent: Id, body: { status: string; code: Id | null; reason: string; confirm?: boolean }) =>
    command<FrameOf<'agent'>>('PUT', `/agents/${agent}/status`, body),
  pullBack: (offer: Id, reason: string) => command<Frame>('POST', `/offers/${offer}/withdraw`, { reason }),
  move: (interaction: Id, queue: Id, reason: string) => command<Frame>('POST', `/interactions/${interaction}/move`, { queue, reason }),
  reorder: (interaction: Id, before: Id | null, reason: string) =>
    command<Frame>('POST', `/interactions/${interaction}/reorder`, { before, reason }),

  /** The newest that have not ended, and whether there are more. */
  openInteractions: () => call<List<FrameOf<'interaction'>>>('GET', '/interactions?state=open&limit=200'),
  agentChats: (state: 'open' | 'closed', page = 'limit=50') => call<List<{ id: Id; state: Chat | null }>>('GET', `/agent-chats?state=${state}&${page}`),
  look: (conversation: Id) => command<Looked>('POST', `/conversations/${conversation}/monitor`),
  looking: (conversation: Id) => call<{ until: Time }>('GET', `/conversations/${conversation}/monitor`),
  lookAway: (conversation: Id) => command<void>('DELETE', `/conversations/${conversation}/monitor`),

  smsLines: () => call<List<SmsLine>>('GET', '/sms/lines?limit=200').then((list) => list.data),
  sendTest: (channel_id: Id, number: string, text: string) =>
    command<{ message: FrameOf<'message'> }>('POST', '/sms/interactions', { channel_id, number, direction: 'out', text }),
  textIn: (channel: Id, from: string, text: string) => call<{ outcome: string }>('POST', `/channels/${channel}/sandbox/inbound`, { body: { from, text, id: newKey() } }),
  rawCalls: () => call<List<RawCall>>('GET', '/sms/raw?limit=50').then((list) => list.data),
  rawCall: (id: Id) => call<{ raw: string }>('GET', `/sms/raw/${id}`),
  reprocessRaw: (id: Id) => command<{ texts: number; known: number; receipts: number }>('POST', `/sms/raw/${id}/reprocess`),
};
