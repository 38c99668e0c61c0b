/* What a text takes and costs, before it is sent (SMS-14). */
import { PARTS_MAX, segments } from '../segments.ts';

export function Count({ id, text, price }: { id: string; text: string; price: number | null }) {
  const count = segments(text);
  const ucs2 = count.encoding === 'ucs2';
  const some = count.segments > 0;
  return (
    <span id={id} class={count.tooLong ? 'count error' : 'count'} data-testid="segments"
      data-encoding={count.encoding} data-segments={count.segments} data-left={count.left}>
      {count.tooLong ? `Too long: ${count.segments} segments, at most ${PARTS_MAX}` : `${count.left} left`}
      {some && !count.tooLong && ` · ${count.segments} segment${count.segments === 1 ? '' : 's'}`}
      {' · '}{ucs2 ? 'UCS-2' : 'GSM-7'}
      {ucs2 && count.cause && <span title="This character needs the larger alphabet: 70 characters a text instead of 160"> because of “{count.cause}”</span>}
      {price !== null && <span data-testid="price-class" title="What texts to this country cost: 1 is the cheapest class, 4 the dearest"> · price class {price}</span>}
    </span>
  );
}
