/*
 * A log stays at its end while its reader is there; else it says that something came. What is in sight counts as read: `onRead`
 * is called whenever the end is in sight.
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Nearer to the end than this counts as being there. */
const NEAR_PX = 60;

/** last: the newest message's sequence; count: how many stand behind it that are not sent yet. */
export function useEnd(last: number, count: number, onRead: () => void) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [below, setBelow] = useState(false);

  function read(): void {
    const seen = document.visibilityState === 'visible' && (box.current?.clientHeight ?? 0) > 0;
    if (atEnd.current && seen) onRead();
  }

  useLayoutEffect(() => {
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight });
    else setBelow(true);
    read();
  }, [last, count]);

  useEffect(() => {
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  });

  /* The field below grows, wrap-up takes its place, a narrow window shows the list instead:
   * the end stays in sight, and only what is in sight counts as read. */
  useEffect(() => {
    const pin = new ResizeObserver(() => {
      onGrow();
      read();
    });
    pin.observe(box.current!);
    return () => pin.disconnect();
  }, [last]);

  function onScroll(): void {
    if (!box.current) return; // what came to be shown was asked for by one that is gone
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (!atEnd.current) return;
    setBelow(false);
    read();
  }

  function onGrow(): void {
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }

  function toEnd(): void {
    atEnd.current = true;
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior: 'smooth' });
    setBelow(false);
    read();
  }

  return { box, below, onScroll, onGrow, toEnd };
}
