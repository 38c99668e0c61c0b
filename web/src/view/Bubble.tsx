/* One text. A very long one is cut after 60 lines (Log.css) until its reader wants all of it. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { linksIn } from '../chat/links.ts';

/** So few characters can't make more lines than are shown. */
const SHORT_CHARS = 60;

interface Props {
  text: string;
  /** The text has grown: where the reader is may no longer be the end. */
  onShow?(): void;
}

function Linked({ text }: { text: string }) {
  return <>{linksIn(text).map((one) => typeof one === 'string' ? one : <a href={one.href} dir="ltr" target="_blank" rel="noopener noreferrer">{one.href}</a>)}</>;
}

export function Bubble({ text, onShow }: Props) {
  const box = useRef<HTMLParagraphElement>(null);
  const [all, setAll] = useState(text.length <= SHORT_CHARS);

  /* How many lines there are depends on the width: measured anew when that changes. */
  useLayoutEffect(() => {
    if (all) return;
    const cut = new ResizeObserver(([entry]) => {
      const { classList, scrollHeight, clientHeight } = entry!.target;
      classList.toggle('cuts', scrollHeight > clientHeight);
    });
    cut.observe(box.current!);
    return () => cut.disconnect();
  }, [all]);

  /* The button is gone then: the focus goes to what it has shown, and nothing moves. */
  function show(): void {
    setAll(true);
    requestAnimationFrame(() => {
      box.current?.focus({ preventScroll: true });
      onShow?.();
    });
  }

  if (all) return <p ref={box} class="bubble" dir="auto" tabIndex={text.length > SHORT_CHARS ? -1 : undefined}><Linked text={text} /></p>;
  return (
    <p ref={box} class="bubble long" dir="auto">
      <Linked text={text} />
      <button type="button" onClick={show} data-testid="show-all">Show all</button>
    </p>
  );
}
