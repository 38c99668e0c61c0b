/*
 * Where formatted text is written: bold, italic, lists, links, images that are pasted, dropped or picked. Loaded when somebody
 * writes where formatted text may be sent. The draft belongs to the conversation; this shows and changes it.
 *
 * What comes from a clipboard is read by pasted.ts; what leaves is written from the field's own nodes in the server's form, and
 * the server cleans it again.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { words } from '../commands.ts';
import { settings } from '../settings.ts';
import { Icon } from '../view/Icon.tsx';
import { addressOf, around, endOf, insert, nodesOf, rangeIn, rangeOf, readField, setRange, type Chosen } from './field.ts';
import { IMAGES_MAX, IMAGE_BYTES_MAX, IMAGE_TYPES, isPlain, piecesOf, plainOf, readFormatted, writeFormatted, type Piece } from './formatted.ts';
import { readPasted } from './pasted.ts';

/** What is written: words, and the formatted form where there is more than words. */
export interface Draft {
  text: string;
  html: string | null;
}

interface Props {
  draft: Draft;
  label: string;
  placeholder: string;
  testid: string;
  describedBy?: string;
  disabled?: boolean;
  /** What was chosen in the plain field that it takes the place of; null: that had not the focus. */
  takesOver?: Chosen | null;
  /** waits: an image is still on its way. */
  onInput(draft: Draft, waits: boolean): void;
  onSend(): void;
  onProblem(text: string | null): void;
}

const same = (a: Draft | null, b: Draft) => a !== null && a.text === b.text && a.html === b.html;
const piecesOfDraft = ({ text, html }: Draft): Piece[] => (html === null ? null : readFormatted(html)) ?? (text === '' ? [] : piecesOf(text));

type Command = 'bold' | 'italic' | 'insertUnorderedList' | 'insertOrderedList';
const MARKS: { command: Command; word: string; keys: string; aria: string; icon: ComponentChildren }[] = [
  { command: 'bold', word: 'Bold', keys: 'Ctrl+B', aria: 'Control+B', icon: <b aria-hidden="true">B</b> },
  { command: 'italic', word: 'Italic', keys: 'Ctrl+I', aria: 'Control+I', icon: <i aria-hidden="true">I</i> },
  { command: 'insertUnorderedList', word: 'List', keys: 'Ctrl+Shift+8', aria: 'Control+Shift+8', icon: <Icon name="bullets" /> },
  { command: 'insertOrderedList', word: 'Numbered list', keys: 'Ctrl+Shift+7', aria: 'Control+Shift+7', icon: <Icon name="numbers" /> },
];
const ONLY_PICTURES = 'Only PNG, JPEG, GIF and WebP pictures can stand in a text.';
const LIST_KEYS: Record<string, Command> = { Digit8: 'insertUnorderedList', Digit7: 'insertOrderedList' };

export function Editor({ draft, label, placeholder, testid, describedBy, disabled = false, takesOver = null, onInput, onSend, onProblem }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const said = useRef<Draft | null>(null);
  const place = useRef<Range | null>(null);
  const addresses = useRef<string[]>([]);
  const moving = useRef(false);
  const picker = useRef<HTMLInputElement>(null);
  const [on, setOn] = useState<ReadonlySet<string>>(new Set());
  const [link, setLink] = useState<{ href: string; error: boolean } | null>(null);

  /* What comes from elsewhere (sent, given back, restored) replaces what stands here; one's own typing does not. */
  useLayoutEffect(() => {
    if (same(said.current, draft)) return;
    said.current = draft;
    box.current!.replaceChildren(...nodesOf(piecesOfDraft(draft), show));
    place.current = null;
    if (document.activeElement === box.current) setRange(endOf(box.current!)); // the writer goes on behind it
    mark();
  }, [draft.text, draft.html]);

  useLayoutEffect(() => {
    document.execCommand('defaultParagraphSeparator', false, 'p');
    document.execCommand('styleWithCSS', false, 'false');
    if (takesOver) {
      box.current!.focus();
      setRange(rangeOf(box.current!, draft.text, takesOver));
    }
    document.addEventListener('selectionchange', mark);
    return () => document.removeEventListener('selectionchange', mark);
  }, []);
  useEffect(() => () => addresses.current.forEach((address) => URL.revokeObjectURL(address)), []);

  function show(file: string, image: HTMLImageElement): void {
    api.fileLink(file).then((url) => (image.src = url), () => image.remove());
  }

  function mark(): void {
    const range = box.current ? rangeIn(box.current) : null;
    if (!range) return;
    place.current = range.cloneRange();
    const now = MARKS.filter(({ command }) => document.queryCommandState(command)).map(({ command }) => command as string);
    if (around(box.current!, range, 'a')) now.push('link');
    setOn((before) => (now.length === before.size && now.every((one) => before.has(one)) ? before : new Set(now)));
  }

  function changed(): void {
    const pieces = readField(box.current!);
    const text = plainOf(pieces);
    said.current = { text, html: text === '' || isPlain(pieces) ? null : writeFormatted(pieces) };
    onInput(said.current, box.current!.querySelector('img[data-state="uploading"]') !== null);
  }

  /** Back to where the writer was; a button does not lose the place. */
  function back(): Range {
    if (document.activeElement === box.current) mark();
    const range = place.current ?? endOf(box.current!);
    box.current!.focus();
    setRange(range);
    return range;
  }

  function run(command: Command): void {
    back();
    document.execCommand(command);
    mark();
    changed();
  }

  /* ---- links ---- */

  function askLink(): void {
    mark(); // the browser tells of a moved place a little later
    setLink({ href: around(box.current!, place.current, 'a')?.getAttribute('href') ?? '', error: false });
  }

  function setAddress(href: string | null): void {
    setLink(null);
    const range = back();
    const anchor = around(box.current!, range, 'a');
    if (anchor && href) anchor.setAttribute('href', href);
    else if (anchor) anchor.replaceWith(...anchor.childNodes);
    else if (href && range.collapsed) insert(range, nodesOf([{ tag: 'a', href, children: [href.replace(/^(https?:\/\/|mailto:|tel:)/, '')] }, ' '], show));
    else if (href) document.execCommand('createLink', false, href);
    changed();
  }

  function submitLink(typed: string): void {
    const href = addressOf(typed);
    if (href === null) setLink({ href: typed, error: true });
    else setAddress(href);
  }

  /* ---- images ---- */

  function addImages(files: readonly File[]): void {
    for (const file of files) {
      const there = box.current!.querySelectorAll('img').length;
      const problem = !IMAGE_TYPES.includes(file.type) ? ONLY_PICTURES
        : file.size > IMAGE_BYTES_MAX ? 'This picture is too large: at most 2 MiB.'
          : there >= IMAGES_MAX ? `At most ${IMAGES_MAX} pictures in one message.` : null;
      onProblem(problem);
      if (problem) return;
      void give(file);
    }
  }

  async function give(file: File): Promise<void> {
    mark();
    const image = document.createElement('img');
    const address = URL.createObjectURL(file);
    addresses.current.push(address);
    image.src = address;
    image.alt = /^image\.\w+$/.test(file.name) ? '' : file.name.replace(/\.\w+$/, '');
    image.dataset['state'] = 'uploading';
    insert(place.current ?? endOf(box.current!), [image]);
    mark();
    changed();
    try {
      image.dataset['file'] = (await api.giveImage(file)).id;
      delete image.dataset['state'];
    } catch (error) {
      image.remove();
      onProblem(`The picture was not taken: ${words(error)}`);
    }
    if (box.current) changed();
  }

  const pictures = (list: FileList | undefined) => [...(list ?? [])].filter((file) => file.type.startsWith('image/'));

  /* ---- what comes in ---- */

  function take(data: DataTransfer): void {
    const html = data.getData('text/html'), text = data.getData('text/plain'), files = pictures(data.files);
    if (files.length > 0 && (text === '' || html === '')) return addImages(files);
    if (data.files.length > 0 && text === '') return onProblem(ONLY_PICTURES);
    const pieces = html === '' ? null : readPasted(html);
    if (pieces && !isPlain(pieces) && plainOf(pieces) !== '') insert(back(), nodesOf(pieces, show));
    else if (text !== '') { back(); document.execCommand('insertText', false, text.replace(/\r\n?/g, '\n')); }
    changed();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const list = ctrl && event.shiftKey && !event.altKey ? LIST_KEYS[event.code] : undefined;
    if (list) { event.preventDefault(); return run(list); }
    if (ctrl && !event.shiftKey && event.key.toLowerCase() === 'k') { event.preventDefault(); return askLink(); }
    if (event.key !== 'Enter' || event.altKey) return;
    if (!ctrl) {
      if (event.shiftKey === settings.value.enterSends) return;
      /* In a list it begins the next item. */
      if (!event.shiftKey && around(box.current!, rangeIn(box.current!), 'li')) return;
    }
    event.preventDefault();
    onSend();
  }

  /* A toolbar is one stop of the Tab key; arrows move in it. */
  function onBarKey(event: KeyboardEvent): void {
    const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll('button')];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    buttons.forEach((button, n) => (button.tabIndex = n === (to + buttons.length) % buttons.length ? 0 : -1));
    buttons[(to + buttons.length) % buttons.length]!.focus();
  }

  const hold = (event: MouseEvent) => event.preventDefault();
  const empty = draft.text === '' && draft.html === null;

  return (
    <div class="editor" data-testid="editor">
      <div ref={box} class={empty ? 'field formatted empty' : 'field formatted'} contentEditable={!disabled} role="textbox" aria-multiline="true" aria-label={label}
        aria-disabled={disabled} aria-describedby={describedBy} data-placeholder={placeholder} data-testid={testid} tabIndex={0} dir="auto"
        onInput={changed} onKeyDown={onKeyDown}
        onFocus={() => { if (!rangeIn(box.current!)) setRange(place.current ?? endOf(box.current!)); }}
        onPaste={(event) => { if (event.clipboardData) { event.preventDefault(); take(event.clipboardData); } }}
        onDragStart={() => (moving.current = true)} onDragEnd={() => (moving.current = false)}
        onDrop={(event) => { if (!moving.current && event.dataTransfer) { event.preventDefault(); take(event.dataTransfer); } }} />
      {link && <LinkForm href={link.href} error={link.error} onSet={submitLink} onRemove={() => setAddress(null)} onClose={() => { setLink(null); back(); }} />}
      <div class="bar" role="toolbar" aria-label="Formatting" onKeyDown={onBarKey} data-testid="format-bar">
        {MARKS.map(({ command, word, keys, aria, icon }, n) => (
          <button key={command} type="button" class="quiet icon" tabIndex={n === 0 ? 0 : -1} disabled={disabled} aria-pressed={on.has(command)} aria-label={word} aria-keyshortcuts={aria}
            title={`${word} (${keys})`} onMouseDown={hold} onClick={() => run(command)} data-testid={`format-${command}`}>{icon}</button>
        ))}
        <button type="button" class="quiet icon" tabIndex={-1} disabled={disabled} aria-pressed={on.has('link')} aria-label="Link" aria-keyshortcuts="Control+K" title="Link (Ctrl+K)"
          onMouseDown={hold} onClick={askLink} data-testid="format-link"><Icon name="link" /></button>
        <button type="button" class="quiet icon" tabIndex={-1} disabled={disabled} aria-label="Picture" title="Picture" onMouseDown={hold}
          onClick={() => picker.current?.click()} data-testid="format-image"><Icon name="image" /></button>
        <input ref={picker} type="file" accept={IMAGE_TYPES.join(',')} multiple hidden aria-hidden="true" data-testid="format-file"
          onChange={(event) => { addImages([...(event.currentTarget.files ?? [])]); event.currentTarget.value = ''; }} />
      </div>
    </div>
  );
}

interface LinkProps {
  href: string;
  error: boolean;
  onSet(typed: string): void;
  onRemove(): void;
  onClose(): void;
}

/** No form of its own: it stands in the composer's. */
function LinkForm({ href, error, onSet, onRemove, onClose }: LinkProps) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.select(), []);
  return (
    <div class="link-form" role="group" aria-label="Link" data-testid="link-form">
      <input ref={input} type="text" inputMode="url" defaultValue={href} aria-label="Address" placeholder="https://…" aria-invalid={error} aria-describedby={error ? 'link-error' : undefined}
        data-testid="link-address" onKeyDown={(event) => {
          if (event.key === 'Enter') { event.preventDefault(); event.stopPropagation(); onSet(event.currentTarget.value); }
          if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); onClose(); }
        }} />
      <button type="button" onClick={() => onSet(input.current!.value)} data-testid="link-set">Set link</button>
      {href && <button type="button" onClick={onRemove} data-testid="link-remove">Remove</button>}
      <button type="button" class="quiet icon" aria-label="Close" onClick={onClose}><Icon name="close" /></button>
      {error && <p id="link-error" class="error" role="alert" data-testid="link-error">An address of the web, a mail address or a telephone number.</p>}
    </div>
  );
}
