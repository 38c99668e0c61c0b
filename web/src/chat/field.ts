/*
 * A field for formatted text, as the browser edits it: its nodes as pieces and back, and where the writer is in it.
 *
 * Nothing is written into it as HTML: nodes are made of pieces of the allow list (formatted.ts).
 */
import { linkIsAllowed, type Piece, type Tag } from './formatted.ts';

const TAGS: Record<string, Tag> = {
  P: 'p', DIV: 'p', PRE: 'pre', BLOCKQUOTE: 'blockquote', UL: 'ul', OL: 'ol', LI: 'li', B: 'b', STRONG: 'b', I: 'i', EM: 'i', U: 'u', S: 's', STRIKE: 's', DEL: 's', CODE: 'code',
};

/** What its nodes say; images that are not given yet are left out. */
export function readField(parent: Node): Piece[] {
  return [...parent.childNodes].flatMap((child): Piece[] => {
    if (child instanceof Text) return lines(child.data.replace(/\u00a0/g, ' '));
    if (!(child instanceof HTMLElement)) return [];
    if (child.tagName === 'BR') return [{ tag: 'br', children: [] }];
    if (child instanceof HTMLImageElement) {
      const file = child.dataset['file'];
      return file ? [{ tag: 'img', file, alt: child.alt, children: [] }] : [];
    }
    const children = readField(child);
    if (child instanceof HTMLAnchorElement) {
      const href = child.getAttribute('href') ?? '';
      return linkIsAllowed(href) ? [{ tag: 'a', href, children }] : children;
    }
    const tag = TAGS[child.tagName] ?? styled(child);
    return tag ? [{ tag, children }] : children;
  });
}

/** The field keeps white space as it is typed: a line's end stands in a text. */
function lines(text: string): Piece[] {
  return text.split('\n').flatMap((line, n): Piece[] => [...(n > 0 ? [{ tag: 'br' as const, children: [] }] : []), ...(line === '' ? [] : [line])]);
}

const styled = ({ style }: HTMLElement): Tag | undefined =>
  /^(bold|[6-9]00)$/.test(style.fontWeight) ? 'b' : style.fontStyle === 'italic' ? 'i' : undefined;

/** Nodes of pieces; `show` finds an image's address. */
export function nodesOf(pieces: Piece[], show: (file: string, image: HTMLImageElement) => void): Node[] {
  return pieces.map((piece) => {
    if (typeof piece === 'string') return document.createTextNode(piece);
    const made = document.createElement(piece.tag);
    if (made instanceof HTMLAnchorElement) made.href = piece.href ?? '';
    if (made instanceof HTMLImageElement) {
      made.alt = piece.alt ?? '';
      made.dataset['file'] = piece.file ?? '';
      show(piece.file ?? '', made);
    }
    made.append(...nodesOf(piece.children, show));
    return made;
  });
}

/** What a writer has chosen in a plain text: offsets, equal where nothing is. */
export interface Chosen {
  start: number;
  end: number;
}

/** Where the writer is, if that is in the field. */
export function rangeIn(field: HTMLElement): Range | null {
  const selection = getSelection();
  if (!selection || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  return field.contains(range.commonAncestorContainer) ? range : null;
}

export function setRange(range: Range): void {
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

export function endOf(field: HTMLElement): Range {
  const range = document.createRange();
  range.selectNodeContents(field);
  range.collapse(false);
  return range;
}

/** A place in a plain text, in the field that shows its lines as paragraphs. */
function placeOf(field: HTMLElement, text: string, offset: number): [Node, number] {
  const before = text.slice(0, offset).split('\n');
  const line = field.children[before.length - 1] ?? field;
  return line.firstChild instanceof Text ? [line.firstChild, before.at(-1)!.length] : [line, 0];
}

export function rangeOf(field: HTMLElement, text: string, { start, end }: Chosen): Range {
  const range = document.createRange();
  range.setStart(...placeOf(field, text, start));
  range.setEnd(...placeOf(field, text, end));
  return range;
}

/** The element around the writer, within the field. */
export function around<K extends 'a' | 'li'>(field: HTMLElement, range: Range | null, tag: K): HTMLElementTagNameMap[K] | null {
  const at = range?.commonAncestorContainer;
  const element = at instanceof HTMLElement ? at : at?.parentElement;
  const found = element?.closest(tag) ?? null;
  return found && field.contains(found) ? found : null;
}

/** In the place of what is chosen; the writer then stands behind it. */
export function insert(range: Range, nodes: Node[]): void {
  const last = nodes.at(-1);
  if (!last) return;
  range.deleteContents();
  const all = document.createDocumentFragment();
  all.append(...nodes);
  range.insertNode(all);
  const behind = document.createRange();
  behind.setStartAfter(last);
  setRange(behind);
}

/** An address as people type it; null: none that a message may lead to. */
export function addressOf(typed: string): string | null {
  const text = typed.trim();
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/:]+:\d/.test(text) ? text.replace(/^[a-z]+:/i, (scheme) => scheme.toLowerCase())
    : /^\+?[\d ()/-]{5,}$/.test(text) ? `tel:${text.replace(/[^\d+]/g, '')}`
      : /^[^\s/@]+@[^\s/@]+$/.test(text) ? `mailto:${text}` : `https://${text}`;
  return linkIsAllowed(whole) ? whole : null;
}
