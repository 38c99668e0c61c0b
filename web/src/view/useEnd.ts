/*
 * A log stays at its end while its reader is there; else it says that something came. What has been in sight for a second, in a
 * window that has the focus, counts as read: `onRead` is called then.
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isLooking } from '../alerts.ts';

/** Nearer to the end than this counts as being there. */
const NEAR_PX = 60;
/** A conversation that is only passed by stays unread. */
const READ_MS = 1_000;

/** last: the newest message's sequence; count: how many stand behind it that are not sent yet. */
export function useEnd(last: number, count: number, onRead: () => void) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const newest = useRef(read);
  newest.current = read;
  const [below, setBelow] = useState(false);

  function unsee(): void {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  }

  /* Each message has its second: what comes meanwhile begins its own after this one. */
  function read(): void {
    if (!last || !atEnd.current || !isLooking() || !box.current?.clientHeight) return unsee();
    timer.current ??= setTimeout(() => {
      timer.current = null;
      onRead();
      if (newest.current !== read) newest.current();
    }, READ_MS);
  }

  useLayoutEffect(() => unsee, []);

  useLayoutEffect(() => {
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight });
    else setBelow(true);
    read();
  }, [last, count]);

  useEffect(() => {
    const run = () => newest.current();
    document.addEventListener('visibilitychange', run);
    for (const name of ['focus', 'blur']) addEventListener(name, run);
    return () => {
      document.removeEventListener('visibilitychange', run);
      for (const name of ['focus', 'blur']) removeEventListener(name, run);
    };
  }, []);

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
    if (atEnd.current) setBelow(false);
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
