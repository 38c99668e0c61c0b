/* A formatted message as its nodes (formatted.ts reads it strictly; else its plain form is shown). Images come by signed addresses. */
import './Formatted.css';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { readFormatted, type Piece } from './formatted.ts';

interface Props {
  html: string;
  /** Its plain form. */
  text: string;
  /** It has grown: who was at the end wants to stay there. */
  onGrow?(): void;
}

export function Formatted({ html, text, onGrow }: Props) {
  const pieces = readFormatted(html);
  return pieces ? <div class="bubble formatted" dir="auto" data-testid="formatted"><Pieces list={pieces} onGrow={onGrow} /></div> : <p class="bubble" dir="auto">{text}</p>;
}

function Pieces({ list, onGrow }: { list: Piece[]; onGrow: (() => void) | undefined }) {
  return <>{list.map((piece, n) => <One key={n} piece={piece} onGrow={onGrow} />)}</>;
}

function One({ piece, onGrow }: { piece: Piece; onGrow: (() => void) | undefined }) {
  if (typeof piece === 'string') return <>{piece}</>;
  if (piece.tag === 'br') return <br />;
  if (piece.tag === 'img') return <Image file={piece.file ?? ''} alt={piece.alt ?? ''} onGrow={onGrow} />;
  const inner = <Pieces list={piece.children} onGrow={onGrow} />;
  if (piece.tag === 'a') return <a href={piece.href ?? ''} target="_blank" rel="noopener noreferrer">{inner}</a>;
  const Tag = piece.tag;
  return <Tag>{inner}</Tag>;
}

/** An address ends: each look asks for a new one. */
function Image({ file, alt, onGrow }: { file: string; alt: string; onGrow: (() => void) | undefined }) {
  const [address, setAddress] = useState<string | null>();
  useEffect(() => {
    let here = true;
    api.fileLink(file).then((url) => here && setAddress(url), () => here && setAddress(null));
    return () => { here = false; };
  }, [file]);
  if (address === null) return <em>{alt || 'Image'} (can’t be shown now)</em>;
  return <img {...(address ? { src: address } : {})} alt={alt || 'Image'} onLoad={onGrow} onError={() => setAddress(null)} data-testid="formatted-image" />;
}
