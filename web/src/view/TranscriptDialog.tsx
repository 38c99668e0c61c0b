/* An earlier conversation as it was, read only. */
import './Log.css';
import { useEffect } from 'preact/hooks';
import { Formatted } from '../chat/Formatted.tsx';
import { now } from '../clock.ts';
import { loadTranscript, transcripts } from '../customers.ts';
import { clockTime, dayWord, hasWords } from '../words.ts';
import { Attachments } from './Attachments.tsx';
import { Bubble } from './Bubble.tsx';
import { Dialog } from './Dialog.tsx';
import { Tapes } from './Tapes.tsx';

/** onClose: where it stands over another dialog. */
export function TranscriptDialog({ id, onClose }: { id: string; onClose?: () => void }) {
  useEffect(() => void loadTranscript(id), [id]);
  const found = transcripts.value.get(id);
  return (
    <Dialog title="Earlier conversation" testid="transcript-dialog" wide {...(onClose && { onClose })}>
      {found === undefined && <p role="status">Reading …</p>}
      {typeof found === 'string' && <p class="error" role="alert">{found}</p>}
      {typeof found === 'object' && <Tapes interaction={found.interaction} />}
      {typeof found === 'object' && (
        <ol class="transcript" data-testid="transcript">
          {found.messages.map((message) => (
            <li key={message.seq} class={`entry ${message.direction}`}>
              {hasWords(message) && (message.html ? <Formatted html={message.html} text={message.text} /> : <Bubble text={message.text} />)}
              <Attachments list={message.attachments} />
              <span class="under">
                {message.author && <span>{message.author.name}</span>}
                <time dateTime={message.at}>{dayWord(message.at, now.peek())} {clockTime(message.at)}</time>
              </span>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}
