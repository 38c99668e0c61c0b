/* The audit view: agent chats that have ended, newest first. Opening one is a look, as any other. */
import { now } from '../clock.ts';
import { ledWords } from '../leading.ts';
import type { Chat } from '../chat/types.ts';
import { leadingApi } from '../leading_api.ts';
import { usePaged } from '../paged.ts';
import { clockTime, dayWord } from '../words.ts';
import { Dialog, closeDialog } from '../view/Dialog.tsx';
import { focusSoon } from '../view/focus.ts';
import { partners } from './Floor.tsx';
import { lookAt } from './looking.ts';

export function EndedChats() {
  const { items: found, more, problem, next } = usePaged((query) => leadingApi.agentChats('closed', query), [], { wordsOf: ledWords });

  function open(chat: Chat): void {
    closeDialog();
    void lookAt({ conversation: chat.conversation, interaction: null });
    focusSoon('look-away');
  }

  return (
    <Dialog title="Ended agent chats" testid="ended-dialog" wide>
      <p class="soft">Reading one is written in the audit log. The two agents do not see their chat any more.</p>
      {problem && <p class="error" role="alert">{problem}</p>}
      {!found && !problem && <p role="status">Asking …</p>}
      {found?.length === 0 && <p class="none">None.</p>}
      <ul class="ended-chats" data-testid="ended-chats">
        {found?.map(({ state: chat }) => chat && (
          <li key={chat.conversation}>
            <span class="grow"><bdi>{partners(chat)}</bdi> <small>{dayWord(chat.opened_at, now.peek())} {clockTime(chat.opened_at)} to {clockTime(chat.last_at)} · {chat.last_seq} message{chat.last_seq === 1 ? '' : 's'}</small></span>
            <button type="button" data-testid="ended-open" data-conversation={chat.conversation} aria-label={`Read: ${partners(chat)}`} onClick={() => open(chat)}>Read</button>
          </li>
        ))}
      </ul>
      {more && <button type="button" data-testid="ended-more" onClick={next}>Older ones</button>}
    </Dialog>
  );
}
