/** Making nodes: texts are texts, never HTML. */
import type { Piece } from '../src/chat/formatted.ts';
import { linksIn } from '../src/chat/links.ts';

type Child = Node | string | null | undefined | false;

export function node<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string | boolean | ((event: Event) => void)> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (typeof value === 'boolean') made.toggleAttribute(name, value);
    else if (name === 'style') made.style.cssText = value; // an attribute would fall under the page's style-src
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((one): one is Node | string => one !== null && one !== undefined && one !== false));
  return made;
}

/** A text with its web addresses as links. */
export const linked = (text: string): (Node | string)[] =>
  linksIn(text).map((one) => typeof one === 'string' ? one : node('a', { href: one.href, dir: 'ltr', target: '_blank', rel: 'noopener noreferrer' }, one.href));

/** Nodes of a formatted text, which was read strictly; `image` finds each image's bytes. */
export function formatted(pieces: Piece[], image: (id: string, made: HTMLImageElement) => void): (Node | string)[] {
  return pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    if (piece.tag === 'img') {
      const made = node('img', { alt: piece.alt ?? '', 'data-testid': 'widget-image' });
      image(piece.file ?? '', made);
      return made;
    }
    return node(piece.tag, piece.tag === 'a' ? { href: piece.href ?? '', target: '_blank', rel: 'noopener noreferrer' } : {}, ...formatted(piece.children, image));
  });
}

const NAMESPACE = 'http://www.w3.org/2000/svg';
export function icon(path: string): SVGElement {
  const made = document.createElementNS(NAMESPACE, 'svg'), line = document.createElementNS(NAMESPACE, 'path');
  for (const [name, value] of Object.entries({ viewBox: '0 0 24 24', width: '24', height: '24', 'aria-hidden': 'true', fill: 'none', stroke: 'currentColor', 'stroke-width': '2', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' })) made.setAttribute(name, value);
  line.setAttribute('d', path);
  made.append(line);
  return made;
}
