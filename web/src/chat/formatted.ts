/*
 * Formatted text (MS-3) as pieces: read from the one form in which the server stores it, written into that form, as plain text.
 *
 * The reader is strict: what is not letter for letter of the server's form (chatd/core/html.h) is no formatted text, and its plain
 * form is shown. Nothing is ever parsed by a browser: pages make nodes of pieces, so no text can become anything that is not in
 * the list below. Pure; shared by the workspace, the Work page and the customers' widget.
 */

export type Tag = 'p' | 'pre' | 'blockquote' | 'ul' | 'ol' | 'li' | 'b' | 'i' | 'u' | 's' | 'code' | 'br' | 'a' | 'img';

export interface Element_ {
  tag: Tag;
  /** Of a link. */
  href?: string;
  /** Of an image: the file in our own store, and its words. */
  file?: string;
  alt?: string;
  children: Piece[];
}

export type Piece = string | Element_;

const LENGTH_MAX = 20_000, DEPTH_MAX = 40;
/** As chatd/core/html.h says. */
export const IMAGES_MAX = 5;
export const IMAGE_BYTES_MAX = 2 * 1024 * 1024;
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

const PLAIN = 'p|pre|blockquote|ul|ol|li|b|i|u|s|code';
const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
const ENTITY = /&(?:amp|lt|gt|quot);/g;
const VALUE = '((?:[^"<>&]|&(?:amp|lt|gt|quot);)*)';
const token = () => new RegExp(
  `((?:[^<>"&]|&(?:amp|lt|gt|quot);)+)|<(${PLAIN})>|</(${PLAIN}|a)>|<(br)>|<a href="${VALUE}" rel="noopener">|<img src="/api/v1/files/([1-9][0-9]{0,17})" alt="${VALUE}">`, 'y');

const unescape = (text: string) => text.replace(ENTITY, (entity) => ENTITIES[entity]!);
const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** Only what may be followed from a message: web, mail, telephone; no name or code in front of a host. */
export function linkIsAllowed(href: string): boolean {
  if (/^(mailto|tel):[^\s<>"]+$/.test(href)) return true;
  return /^https?:\/\/[^\s<>"/?#@%\\]+([/?#][^\s<>"]*)?$/.test(href) && URL.canParse(href);
}

/** Null: it is not of the server's form. */
export function readFormatted(html: string): Piece[] | null {
  if (html.length > LENGTH_MAX) return null;
  const root: Piece[] = [];
  const open: { tag: string; children: Piece[] }[] = [{ tag: '', children: root }];
  const tokens = token();
  while (tokens.lastIndex < html.length) {
    const found = tokens.exec(html);
    if (!found) return null;
    const [, text, start, end, , href, file, alt] = found, at = open.at(-1)!;
    if (text !== undefined) at.children.push(unescape(text));
    else if (end !== undefined) {
      if (at.tag !== end) return null;
      open.pop();
    } else {
      const made: Element_ = start !== undefined ? { tag: start as Tag, children: [] }
        : href !== undefined ? { tag: 'a', href: unescape(href), children: [] }
          : file !== undefined ? { tag: 'img', file, alt: unescape(alt ?? ''), children: [] } : { tag: 'br', children: [] };
      if (made.href !== undefined && !linkIsAllowed(made.href)) return null;
      at.children.push(made);
      if (made.tag !== 'br' && made.tag !== 'img' && open.push({ tag: made.tag, children: made.children }) > DEPTH_MAX) return null;
    }
  }
  return open.length === 1 ? root : null;
}

/** In the server's form; it cleans again whatever comes. */
export function writeFormatted(pieces: Piece[]): string {
  return pieces.map((piece) => {
    if (typeof piece === 'string') return escape(piece);
    if (piece.tag === 'br') return '<br>';
    if (piece.tag === 'img') return `<img src="/api/v1/files/${piece.file}" alt="${escape(piece.alt ?? '')}">`;
    const inner = writeFormatted(piece.children);
    return piece.tag === 'a' ? `<a href="${escape(piece.href ?? '')}" rel="noopener">${inner}</a>` : `<${piece.tag}>${inner}</${piece.tag}>`;
  }).join('');
}

const BLOCKS = new Set<Tag>(['p', 'pre', 'blockquote', 'ul', 'ol', 'li']);

/** The words alone; blocks and breaks are lines. */
export function plainOf(pieces: Piece[]): string {
  const lines = (list: Piece[], mark: string): string => list.map((piece, n) => {
    if (typeof piece === 'string') return piece;
    if (piece.tag === 'br') return '\n';
    if (piece.tag === 'img') return '[image]';
    const item = piece.tag === 'li' ? (mark === '1' ? `${n + 1}. ` : '- ') : '';
    const inner = lines(piece.children, piece.tag === 'ol' ? '1' : '');
    /* A break in an empty paragraph is the paragraph's own. */
    return BLOCKS.has(piece.tag) ? `\n${item}${inner.replace(/^\n|\n$/g, '')}\n` : inner;
  }).join('').replace(/\n\n/g, '\n');
  return lines(pieces, '').replace(/^\n+|\s+$/g, '');
}

/** Nothing that a plain text could not say. */
export const isPlain = (pieces: Piece[]): boolean =>
  pieces.every((piece) => typeof piece === 'string' || piece.tag === 'br' || (piece.tag === 'p' && isPlain(piece.children)));

/** A plain text in paragraphs. */
export const piecesOf = (text: string): Piece[] =>
  text.split('\n').map((line) => ({ tag: 'p', children: line === '' ? [{ tag: 'br', children: [] }] : [line] }));

export const imagesIn = (pieces: Piece[]): string[] =>
  pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.tag === 'img' ? [piece.file ?? ''] : imagesIn(piece.children)));
