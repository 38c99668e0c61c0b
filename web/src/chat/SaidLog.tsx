/* What is said with a colleague: formatted text as it was stored, a Work user's files as links, nothing of typing or receipts. */
import '../view/Log.css';
import { useEffect } from 'preact/hooks';
import { now } from '../clock.ts';
import { busy } from '../commands.ts';
import { clockTime, dayWord, fileSize } from '../words.ts';
import { Bubble } from '../view/Bubble.tsx';
import { Icon } from '../view/Icon.tsx';
import { GROUP_MS, Unsent } from '../view/Log.tsx';
import { useEnd } from '../view/useEnd.ts';
import { drain, isMine, markRead, openTalk, outgoingTo, readEarlier, saidIn, saveFile, takeBack } from './colleagues.ts';
import { Formatted } from './Formatted.tsx';
import type { Talk } from './talks.ts';
import type { Said, SaidFile } from './types.ts';

interface Props {
  account: string;
  talk: Talk | null;
  name: string;
  /** What stands there instead of messages. */
  note: string | null;
}

export function SaidLog({ account, talk, name, note }: Props) {
  const list = talk ? saidIn(talk.id) : [];
  const out = outgoingTo(account);
  const last = list.at(-1)?.seq ?? 0, first = list[0]?.seq ?? 1;
  const { box, below, onScroll, onGrow, toEnd } = useEnd(last, out.length, () => talk && last > 0 && markRead(talk, last));
  const id = talk?.id ?? null;
  useEffect(() => { if (id !== null) void openTalk(id); }, [id]);

  return (
    <div class="log-frame">
      <div ref={box} class="log" role="log" aria-label={`Messages with ${name}`} tabIndex={0} onScroll={onScroll} data-testid="log">
        {talk && first > 1 && (
          <button type="button" class="quiet earlier" aria-disabled={busy.value.has(`chat:earlier:${talk.id}`)} onClick={() => void readEarlier(talk.id)} data-testid="earlier">Earlier messages</button>
        )}
        <ol>
          {note && list.length === 0 && <li class="day" data-testid="chat-note">{note}</li>}
          {list.map((said, i) => <Entry key={said.message} said={said} before={list[i - 1]} onGrow={onGrow} onShow={onScroll} />)}
          {out.map((text) => <Unsent key={text.clientId} text={text} onShow={onScroll} onRetry={() => void drain(account)} onDrop={() => takeBack(text)} />)}
        </ol>
      </div>
      {below && <button type="button" class="primary below" onClick={toEnd} data-testid="log-below">New below <Icon name="down" size={14} /></button>}
    </div>
  );
}

function Entry({ said, before, onGrow, onShow }: { said: Said; before: Said | undefined; onGrow(): void; onShow(): void }) {
  const own = isMine(said), day = dayWord(said.at, now.peek());
  const newDay = !before || dayWord(before.at, now.peek()) !== day;
  const follows = !newDay && isMine(before) === own && Date.parse(said.at) - Date.parse(before.at) < GROUP_MS;
  return (
    <>
      {newDay && <li class="day">{day}</li>}
      <li class={`entry ${own ? 'out' : 'in'}${follows ? ' follows' : ''}`} data-testid="said" data-seq={said.seq} data-own={own}>
        <span class="hidden"><bdi>{own ? 'You' : said.author.name ?? 'A colleague'}</bdi>: </span>
        {said.html ? <Formatted html={said.html} text={said.text} onGrow={onGrow} /> : <Bubble text={said.text} onShow={onShow} />}
        {said.files?.map((file) => <FileLink key={file.id} file={file} />)}
        <span class="under">
          <time dateTime={said.at}>{clockTime(said.at)}</time>
          {said.work_only && <span class="chip" data-testid="work-only">in Work only</span>}
        </span>
      </li>
    </>
  );
}

function FileLink({ file }: { file: SaidFile }) {
  return (
    <button type="button" class="file named" aria-disabled={busy.value.has(`chat:file:${file.id}`)} onClick={() => void saveFile(file)} data-testid="said-file">
      <Icon name="down" size={14} /><span><bdi>{file.name}</bdi>, {fileSize(file.bytes)}</span>
    </button>
  );
}
