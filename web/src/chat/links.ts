/*
 * Web addresses in a plain text, as pieces between what else it says. Pure; shared by the pages and the customers' widget.
 *
 * Only http and https; none with a name or a code in front of its host ("https://bank.example@elsewhere"), as in formatted text
 * (formatted.ts). What ends a sentence is no part of an address. Nothing is fetched: a link is followed by who clicks it.
 */
const LINK = /https?:\/\/(?:\[[\da-f:.]+\]|[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*)(?::\d+)?(?:[/?#][^\s<>"\\“”«»\u202a-\u202e\u2066-\u2069]*)?/giu;
const AT_END = /[.,;:!?)\]}'’…。，、；：！？）】」』]+$/;
/** Behind the host something stands that belongs to it, though it is none: "https://bank.example@elsewhere", "https://a.example\\b". */
const GOES_ON = /[@%\\]/;

export function linksIn(text: string): (string | { href: string })[] {
  const parts: (string | { href: string })[] = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const href = found.replace(AT_END, '');
    if (GOES_ON.test(text.charAt(index + found.length)) || !URL.canParse(href)) continue;
    if (index > at) parts.push(text.slice(at, index));
    parts.push({ href });
    at = index + href.length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}
