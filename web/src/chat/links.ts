/*
 * Web addresses in a plain text, as pieces between what else it says. Pure; shared by the pages and the customers' widget.
 *
 * Only http and https; none with a name or a code in front of its host ("https://bank.example@elsewhere"), as in formatted text
 * (formatted.ts). What ends a sentence is no part of an address. Nothing is fetched: a link is followed by who clicks it.
 */
const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/gi;
const PLAIN_HOST = /^https?:\/\/[^/?#@%]+(?:[/?#]|$)/i;

export function linksIn(text: string): (string | { href: string })[] {
  const parts: (string | { href: string })[] = [];
  let at = 0;
  for (const { 0: href, index } of text.matchAll(LINK)) {
    if (!PLAIN_HOST.test(href)) continue;
    if (index > at) parts.push(text.slice(at, index));
    parts.push({ href });
    at = index + href.length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}
