/* Where the focus goes when the element that had it leaves the page. */

function first(...names: string[]): HTMLElement | null {
  for (const name of names) {
    const found = document.querySelector<HTMLElement>(`[data-testid="${name}"]`);
    if (found) return found;
  }
  return null;
}

/** To the first of these that is there, once the page has been drawn anew. */
export function focusSoon(...names: string[]): void {
  requestAnimationFrame(() => first(...names)?.focus());
}

/** The same, unless the focus has found another place by then. */
export function focusLost(...names: string[]): void {
  requestAnimationFrame(() => { if (document.activeElement === document.body) first(...names)?.focus(); });
}

/** Where one writes, or notes what came of it. */
export const composer = () => first('composer-text', 'wrap-note');
export const focusComposer = (): void => composer()?.focus();

/** Called as a part goes away: if the focus is inside, it goes where work goes on. */
export function leaveFocus(box: Element | null): void {
  if (box?.contains(document.activeElement)) focusLost('offer-accept', 'composer-text', 'wrap-note', 'status');
}
