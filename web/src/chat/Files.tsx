/* Files: those that are being given with a message, and those that came with one. Pictures, sounds and films are shown in place. */
import './Files.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { busy } from '../commands.ts';
import * as desk from '../desk.ts';
import { fileSize } from '../words.ts';
import { Icon } from '../view/Icon.tsx';
import { saveFile } from './colleagues.ts';
import type { SaidFile } from './types.ts';
import { FILES_MAX, drop, give, uploadsFor, type Upload } from './uploads.ts';

export function Giving({ place, disabled }: { place: string; disabled: boolean }) {
  const input = useRef<HTMLInputElement>(null), list = uploadsFor(place);
  const take = (files: readonly File[]) => desk.setSendProblem(place, give(place, files) > 0 ? `At most ${FILES_MAX} files go with one message.` : null);
  return (
    <>
      <button type="button" class="quiet" disabled={disabled || list.length >= FILES_MAX} onClick={() => input.current?.click()} data-testid="attach"><Icon name="plus" size={14} /> File</button>
      <input ref={input} type="file" multiple class="hidden" tabIndex={-1} aria-hidden="true" data-testid="attach-input"
        onChange={(event) => { take([...event.currentTarget.files ?? []]); event.currentTarget.value = ''; }} />
    </>
  );
}

export function Given({ place }: { place: string }) {
  const list = uploadsFor(place);
  if (list.length === 0) return null;
  return <ul class="given" aria-label="Files to send">{list.map((one) => <One key={one.key} place={place} upload={one} />)}</ul>;
}

function stateWords({ state, sent, bytes, problem }: Upload): string {
  if (problem) return problem;
  if (state === 'scanning') return 'being scanned …';
  return state === 'stored' ? fileSize(bytes) : `${bytes === 0 ? 100 : Math.floor((100 * sent) / bytes)} %`;
}

function One({ place, upload }: { place: string; upload: Upload }) {
  return (
    <li data-testid="given" data-state={upload.state}>
      <bdi class="cut">{upload.name}</bdi>
      <small class={upload.problem ? 'bad' : 'soft'} role={upload.problem ? 'alert' : undefined}>{stateWords(upload)}</small>
      <button type="button" class="quiet icon" aria-label={`Do not send ${upload.name}`} onClick={() => drop(place, upload.key)} data-testid="given-drop"><Icon name="close" size={12} /></button>
    </li>
  );
}

const shownAs = (type: string | null) => (/^(image|audio|video)\//.exec(type ?? '')?.[1] as 'image' | 'audio' | 'video' | undefined) ?? null;

/** One that came; inPlace: its reader may see it without saving it. */
export function Came({ file, inPlace, onGrow }: { file: SaidFile; inPlace: boolean; onGrow(): void }) {
  const kind = inPlace && file.state === 'stored' ? shownAs(file.type) : null;
  return (
    <>
      {kind && <Shown file={file} kind={kind} onGrow={onGrow} />}
      <button type="button" class="file named" aria-disabled={busy.value.has(`chat:file:${file.id}`)} onClick={() => void saveFile(file)} data-testid="said-file">
        <Icon name="down" size={14} /><bdi>{file.name}</bdi>, {fileSize(file.bytes)}
      </button>
    </>
  );
}

/** Its address is asked for when it is shown, and ends. */
function Shown({ file, kind, onGrow }: { file: SaidFile; kind: 'image' | 'audio' | 'video'; onGrow(): void }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let there = true;
    void api.fileLink(file.id).then((link) => { if (there) setUrl(link); }, () => {}); // it can still be saved
    return () => { there = false; };
  }, [file.id]);
  if (!url) return null;
  if (kind === 'image') return <img class="shown" src={url} alt={file.name} onLoad={onGrow} data-testid="said-image" />;
  if (kind === 'audio') return <audio controls preload="none" src={url} aria-label={file.name} />;
  return <video class="shown" controls preload="none" src={url} aria-label={file.name} />;
}
