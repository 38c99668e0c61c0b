/*
 * What is said with a colleague, or in a room. In the workspace formatted text as it was stored and a Work user's files as links;
 * in Work the plain form, with a page of its own for the formatted one, files in place, receipts, and what can be changed.
 */
import '../view/Log.css';
import { opened } from '../api.ts';
import { useEffect, useState } from 'preact/hooks';
import { now } from '../clock.ts';
import { busy } from '../commands.ts';
import { clockTime, dayWord } from '../words.ts';
import { CardButton } from '../people/CardLater.tsx';
import { Bubble } from '../view/Bubble.tsx';
import { Earlier } from '../view/Earlier.tsx';
import { Icon } from '../view/Icon.tsx';
import { GROUP_MS, Unsent } from '../view/Log.tsx';
import { Sure } from '../view/Sure.tsx';
import { useEnd } from '../view/useEnd.ts';
import { drain, isMine, markRead, may, myself, openTalk, outgoingTo, pointed, readEarlier, saidIn, takeBack } from './colleagues.ts';
import { Came } from './Files.tsx';
import { Formatted } from './Formatted.tsx';
import { allows } from './matrix.ts';
import { changeSaid, deleteSaid, mayChange } from './own.ts';
import type { Talk } from './talks.ts';
import type { Said } from './types.ts';

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
  const last = list.at(-1)?.seq ?? 0;
  const { box, below, onScroll, onGrow, toEnd } = useEnd(last, out.length, () => talk && last > 0 && markRead(talk, last));
  const id = talk?.id ?? null, chosen = pointed.value?.conversation === id ? pointed.value : null;
  useEffect(() => { if (id !== null) void openTalk(id); }, [id]);
  useEffect(() => {
    if (!chosen) return;
    box.current?.querySelector(`[data-seq="${chosen.seq}"]`)?.scrollIntoView({ block: 'center' });
    onScroll();
  }, [chosen]);

  return (
    <div class="log-frame">
      <div ref={box} class="log" role="log" aria-label={`Messages with ${name}`} tabIndex={0} onScroll={onScroll} data-testid="log">
        {talk && <Earlier list={list} busy={busy.value.has(`chat:earlier:${talk.id}`)} onAsk={() => void readEarlier(talk.id)} />}
        <ol>
          {note && list.length === 0 && <li class="day" data-testid="chat-note">{note}</li>}
          {list.map((said, i) => <Entry key={said.message} said={said} before={list[i - 1]} talk={talk!} chosen={said.seq === chosen?.seq} onGrow={onGrow} onShow={onScroll} />)}
          {out.map((text) => <Unsent key={text.clientId} text={text} onShow={onScroll} onRetry={() => void drain(account)} onDrop={() => takeBack(text)} />)}
        </ol>
      </div>
      {below && <button type="button" class="primary below" onClick={toEnd} data-testid="log-below">New below <Icon name="down" size={14} /></button>}
    </div>
  );
}

function Entry({ said, before, talk, chosen, onGrow, onShow }: { said: Said; before: Said | undefined; talk: Talk; chosen: boolean; onGrow(): void; onShow(): void }) {
  const own = isMine(said), day = dayWord(said.at, now.peek());
  const [writes, setWrites] = useState(false);
  const who = own ? 'You' : said.author.name ?? 'A colleague';
  const newDay = !before || dayWord(before.at, now.peek()) !== day;
  const follows = !newDay && before.author.id === said.author.id && isMine(before) === own && Date.parse(said.at) - Date.parse(before.at) < GROUP_MS;
  return (
    <>
      {newDay && <li class="day">{day}</li>}
      <li class={`entry ${own ? 'out' : 'in'}${follows ? ' follows' : ''}${chosen ? ' chosen' : ''}`} data-testid="said" data-seq={said.seq} data-own={own}>
        {talk.chat.kind === 'room' && !own && !follows ? <CardButton contact={`user:${said.author.id}`} name={who}><bdi>{who}</bdi></CardButton> : <span class="hidden"><bdi>{who}</bdi>: </span>}
        {writes ? <Change said={said} done={() => setWrites(false)} /> : <What said={said} onGrow={onGrow} onShow={onShow} />}
        {said.files?.map((file) => <Came key={file.id} file={file} inPlace={myself()?.side === 'work'} onGrow={onGrow} />)}
        <span class="under">
          <time dateTime={said.at}>{clockTime(said.at)}</time>
          {said.edited_at && !said.deleted_at && <small data-testid="edited">edited {clockTime(said.edited_at)}</small>}
          {said.work_only && <span class="chip" data-testid="work-only">in Work only</span>}
          {own && <Receipt said={said} talk={talk} />}
          {own && !writes && mayChange(said, talk.key) && (
            <>
              <button type="button" class="link" onClick={() => setWrites(true)} data-testid="said-edit">Edit<span class="hidden"> “{said.text.slice(0, 40)}”</span></button>
              <Sure word="Delete" about={`“${said.text.slice(0, 40)}”`} question="Delete this message?" look="link" testid="said-delete" run={() => deleteSaid(said.message)} />
            </>
          )}
        </span>
      </li>
    </>
  );
}

function What({ said, onGrow, onShow }: { said: Said; onGrow(): void; onShow(): void }) {
  if (said.deleted_at) return <p class="bubble soft" data-testid="deleted">Deleted {clockTime(said.deleted_at)}</p>;
  if (!said.html) return <Bubble text={said.text} onShow={onShow} />;
  if (myself()?.side === 'agent') return <Formatted html={said.html} text={said.text} onGrow={onGrow} />;
  return (
    <>
      <Bubble text={said.text} onShow={onShow} />
      <a class="under" href={opened(`/messages/${said.message}/formatted`)} target="_blank" rel="noopener" data-testid="open-formatted">Open formatted message</a>
    </>
  );
}

/** Who has read up to here, where there are receipts. */
function Receipt({ said, talk }: { said: Said; talk: Talk }) {
  if (said.seq !== saidIn(talk.id).findLast(isMine)?.seq || !allows(may('receipt', talk.key))) return null;
  const readers = talk.chat.parties.filter((one) => one.user !== said.author.id && (one.read_seq ?? 0) >= said.seq);
  if (readers.length === 0) return null;
  const names = readers.map((one) => one.name ?? 'A colleague').join(', ');
  return <small data-testid="receipt" title={names}>{talk.chat.kind === 'room' ? `Read by ${readers.length}` : 'Read'}<span class="hidden"> by {names}</span></small>;
}

function Change({ said, done }: { said: Said; done(): void }) {
  const [text, setText] = useState(said.text);
  const [problem, setProblem] = useState<string | null>(null);
  async function save(event: Event) {
    event.preventDefault();
    const wrong = text.trim() === '' ? 'Write something, or delete the message.' : text === said.text ? null : await changeSaid(said.message, text);
    if (wrong) setProblem(wrong);
    else done();
  }
  return (
    <form class="stack change" onSubmit={(event) => void save(event)} onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); done(); } }}>
      <textarea rows={2} value={text} maxLength={4000} aria-label="Change your message" autofocus ref={(box) => { if (box && document.activeElement === document.body) box.focus(); }}
        onInput={(event) => setText(event.currentTarget.value)} data-testid="change-text" />
      {problem && <p class="error" role="alert">{problem}</p>}
      <div class="row"><button class="primary" data-testid="change-save">Save</button><button type="button" onClick={done}>Leave it</button></div>
    </form>
  );
}
