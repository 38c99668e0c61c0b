/* A text that the agent begins: the sending, what stands in the way (SMS-10 to SMS-12). */
import { Problem, api } from './api.ts';
import { exclusive, onUnauthorized, store, words } from './commands.ts';
import { loadEarlier } from './texts.ts';
import type { Begin, Id } from './types.ts';

/** What stands in the way. `open`: one's own conversation with them; `more`: what the request says where one goes on all the same: takes it
 * from where it waits, texts one of the organisation's own channels, or a blocked number. */
export interface Refusal {
  text: string;
  open: Id | null;
  more: Pick<Begin, 'take' | 'confirm' | 'confirm_blocked'> | null;
}

/** The interaction: the text is on its way. */
export async function beginText(ask: Begin): Promise<Id | Refusal> {
  let result: Id | Refusal = { text: 'It is being sent.', open: null, more: null };
  await exclusive('begin', async () => {
    try {
      const { interaction, conversation, message, taken } = await api.beginText(ask);
      store.fromAnswer(interaction);
      store.fromAnswer(conversation);
      store.fromAnswer(message);
      if (taken) void loadEarlier(conversation.id); // what they wrote while it waited
      result = interaction.id;
    } catch (error) {
      result = refusalOf(error);
    }
  });
  return result;
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Problem)) return { text: words(error), open: null, more: null };
  if (error.status === 401) onUnauthorized.call();
  if (error.type !== 'open_conversation') return { text: words(error), open: null, more: error.type === 'own_channel' ? { confirm: true } : error.type === 'number_blocked' ? { confirm_blocked: true } : null };
  const { interaction, agent, may_take: take, detail } = error.body as { interaction?: Id; agent?: { id: Id } | null; may_take?: boolean; detail?: string | null };
  const own = agent?.id === store.user.value?.id && store.work.value.some((it) => it.interaction === interaction);
  return { text: `There is an open conversation with this number. ${detail ?? ''}`.trim(), open: own ? interaction ?? null : null, more: take ? { take } : null };
}
