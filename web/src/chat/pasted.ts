/*
 * HTML from a clipboard, read into pieces of the allow list (formatted.ts). Forgiving, since office programs and pages write all
 * sorts: unknown elements leave their words, scripts and styles go whole. It never reaches a browser's parser: the page's Trusted
 * Types refuse that, and an image of a stranger's page must not be asked for. What it reads wrong is wrong words, never more.
 */
import { linkIsAllowed, type Element_, type Piece, type Tag } from './formatted.ts';

const LENGTH_MAX = 500_000, ELEMENTS_MAX = 20_000, DEPTH_MAX = 30;

const STYLES: Record<string, Tag> = { b: 'b', strong: 'b', i: 'i', em: 'i', u: 'u', ins: 'u', s: 's', strike: 's', del: 's', code: 'code', tt: 'code', kbd: 'code', samp: 'code' };
const BLOCKS: Record<string, Tag> = {
  p: 'p', div: 'p', section: 'p', article: 'p', header: 'p', footer: 'p', address: 'p', center: 'p', h1: 'p', h2: 'p', h3: 'p', h4: 'p', h5: 'p', h6: 'p',
  tr: 'p', dt: 'p', dd: 'p', figcaption: 'p', pre: 'pre', blockquote: 'blockquote', ul: 'ul', menu: 'ul', ol: 'ol', li: 'li',
};
const GONE = new Set(['script', 'style', 'title', 'template', 'textarea', 'select', 'noscript', 'iframe', 'object', 'audio', 'video', 'canvas', 'svg', 'math', 'head', 'xml']);
const EMPTY = new Set(['br', 'hr', 'img', 'meta', 'link', 'input', 'base', 'col', 'wbr', 'area', 'embed', 'source', 'track']);
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'', nbsp: ' ', ndash: '–', mdash: '—', hellip: '…', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', bull: '•', euro: '€', copy: '©', reg: '®', trade: '™', laquo: '«', raquo: '»', shy: '' };

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, ten?: string, sixteen?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = ten !== undefined ? parseInt(ten, 10) : parseInt(sixteen!, 16);
    return code >= 32 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
  });
}

const MARKUP = /<!--[\s\S]*?(?:-->|$)|<(\/?)([a-z][a-z0-9:-]*)((?:[^>"']|"[^"]*"|'[^']*'){0,4000})>|<[!?][^>]*>|[^<]+|</gi;
const attribute = (text: string, name: string) => {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(text);
  return decode(found?.[1] ?? found?.[2] ?? found?.[3] ?? '').trim();
};

/** What stands in an element's own style, as word processors write it. */
function styledAs(name: string, attributes: string): Tag | null {
  const style = attribute(attributes, 'style').toLowerCase().replace(/\s/g, '');
  if (/font-weight:(bold|[6-9]00)/.test(style)) return 'b';
  if (/font-style:italic/.test(style)) return 'i';
  /* A whole clipboard in <b style="font-weight:normal">, as some writers have it. */
  return STYLES[name] === 'b' && /font-weight:(normal|[1-4]00)/.test(style) ? null : STYLES[name] ?? null;
}

function elementOf(name: string, attributes: string): Element_ | null {
  const block = BLOCKS[name];
  if (block) return { tag: block, children: /^h[1-6]$/.test(name) ? [{ tag: 'b', children: [] }] : [] };
  if (name === 'a') {
    const href = attribute(attributes, 'href');
    return linkIsAllowed(href) ? { tag: 'a', href, children: [] } : null;
  }
  const style = styledAs(name, attributes);
  return style ? { tag: style, children: [] } : null;
}

/** The text and the start and end tags of what was copied, in one walk with a bound. */
export function readPasted(html: string): Piece[] {
  const marked = /<!--StartFragment-->([\s\S]*?)<!--EndFragment-->/.exec(html);
  const source = (marked?.[1] ?? html).slice(0, LENGTH_MAX);
  const root: Piece[] = [];
  const open: { name: string; to: Piece[] }[] = [{ name: '', to: root }];
  let gone = 0, goneName = '', count = 0;
  for (const [whole, end, tag, attributes = ''] of source.matchAll(MARKUP)) {
    if (++count > ELEMENTS_MAX) break;
    const name = tag?.toLowerCase();
    if (name === undefined) {
      if (gone === 0 && (!whole.startsWith('<') || whole === '<')) addText(open.at(-1)!.to, decode(whole), open.some((one) => one.name === 'pre'));
    } else if (gone > 0) {
      if (name === goneName) gone += end ? -1 : 1;
    } else if (end) {
      const at = open.findLastIndex((one) => one.name === name);
      if (at > 0) open.length = at;
    } else if (GONE.has(name)) {
      if (!attributes.endsWith('/')) { gone = 1; goneName = name; }
    } else if (EMPTY.has(name)) {
      if (name === 'br') open.at(-1)!.to.push({ tag: 'br', children: [] });
    } else {
      /* A paragraph ends the one before it, an item the item. */
      if (name === 'p' || name === 'li') closeOpen(open, name);
      const made = open.length > DEPTH_MAX ? null : elementOf(name, attributes);
      if (made) open.at(-1)!.to.push(made);
      const inner = made?.children[0];
      open.push({ name, to: typeof inner === 'object' ? inner.children : made?.children ?? open.at(-1)!.to });
    }
  }
  return tidy(root);
}

function closeOpen(open: { name: string; to: Piece[] }[], name: string): void {
  const at = open.findLastIndex((one) => one.name === name || (name === 'li' && (one.name === 'ul' || one.name === 'ol')));
  if (at > 0 && open[at]!.name === name) open.length = at;
}

function addText(to: Piece[], text: string, kept: boolean): void {
  const words = kept ? text.replace(/\r\n?/g, '\n') : text.replace(/\s+/g, ' ');
  if (words !== '') to.push(words);
}

const isSpace = (piece: Piece) => typeof piece === 'string' && piece.trim() === '';

/** Empty elements go; an outer block of blocks is what is in it; items stand in lists only. */
function tidy(list: Piece[], inside: Tag | null = null): Piece[] {
  const made = list.flatMap((piece): Piece[] => {
    if (typeof piece === 'string') return inside === 'ul' || inside === 'ol' ? (isSpace(piece) ? [] : [{ tag: 'li', children: [piece] }]) : [piece];
    if (piece.tag === 'br') return [piece];
    const children = tidy(piece.children, piece.tag);
    if (children.length === 0 || (piece.tag !== 'pre' && children.every(isSpace))) return children.some(isSpace) ? [' '] : [];
    if (piece.tag === 'p' && children.some((one) => typeof one !== 'string' && isBlock(one))) return wrap(children);
    return [{ ...piece, children: piece.tag === 'ul' || piece.tag === 'ol' ? children.filter((one) => !isSpace(one)) : children }];
  });
  const edge = (one: Piece | undefined) => one === undefined || (typeof one !== 'string' && isBlock(one));
  return made.filter((one, n) => !isSpace(one) || (inside !== null && STYLED.has(inside)) || !(edge(made[n - 1]) || edge(made[n + 1])));
}

/** At their edges a space stands between words. */
const STYLED = new Set<Tag>(['b', 'i', 'u', 's', 'code', 'a']);

const isBlock = (one: Element_) => ['p', 'pre', 'blockquote', 'ul', 'ol', 'li'].includes(one.tag);

/** Words beside blocks become a paragraph. */
function wrap(list: Piece[]): Piece[] {
  const out: Piece[] = [];
  let words: Piece[] = [];
  const flush = () => { if (words.some((one) => !isSpace(one))) out.push({ tag: 'p', children: words }); words = []; };
  for (const one of list) {
    if (typeof one !== 'string' && isBlock(one)) { flush(); out.push(one); } else words.push(one);
  }
  flush();
  return out;
}
