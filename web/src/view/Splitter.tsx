/* The edge of the customer column: by pointer, by arrow keys; the settings have three widths. */
import './Splitter.css';
import { PERSON_MAX, PERSON_MIN, change } from '../settings.ts';

const STEP_PX = 20;
const clamp = (px: number) => Math.min(PERSON_MAX, Math.max(PERSON_MIN, Math.round(px)));

export function Splitter({ width }: { width: number }) {
  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowLeft: STEP_PX, ArrowRight: -STEP_PX }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    change({ personWidth: clamp(width + by) });
  }

  function onPointerMove(event: PointerEvent): void {
    const edge = event.currentTarget as HTMLElement;
    if (edge.hasPointerCapture(event.pointerId)) change({ personWidth: clamp(window.innerWidth - event.clientX) });
  }

  return (
    <div class="splitter" role="separator" aria-orientation="vertical" aria-label="Width of the customer column" tabIndex={0}
      aria-valuenow={width} aria-valuemin={PERSON_MIN} aria-valuemax={PERSON_MAX} data-testid="splitter" onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)} onPointerMove={onPointerMove} />
  );
}
