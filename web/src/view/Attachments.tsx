/* Files that came with a message: pictures as they are, others by what they are; one that could not be fetched says why. */
import './Attachments.css';
import { useEffect, useState } from 'preact/hooks';
import { busy } from '../commands.ts';
import { addressOf, forget, retry, save } from '../files.ts';
import type { Attachment } from '../types.ts';
import { fileNoun, fileSize } from '../words.ts';
import { Icon } from './Icon.tsx';

interface Props {
  list: Attachment[] | undefined;
  /** It has grown: who was at the end wants to stay there. */
  onGrow?(): void;
}

export function Attachments({ list, onGrow }: Props) {
  if (!list || list.length === 0) return null;
  return (
    <ul class="files" aria-label="Files">
      {list.map((file) => (
        <li key={file.id} data-testid="attachment" data-state={file.state} data-type={file.type ?? undefined}>
          {file.state === 'wanted' ? (
            <span class="file soft"><Icon name="clock" size={14} />a file is being fetched …</span>
          ) : file.state === 'failed' ? (
            <Failed file={file} />
          ) : file.type?.startsWith('image/') ? (
            <Picture file={file} onGrow={onGrow} />
          ) : (
            <Named file={file} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Failed({ file }: { file: Attachment }) {
  return (
    <span class="file tone-bad" data-testid="attachment-failed">
      <Icon name="warning" size={14} /><span>A file could not be fetched: {file.reason}</span>
      <button type="button" class="link" aria-disabled={busy.value.has(`file:${file.id}`)} onClick={() => void retry(file.id)}
        data-testid="attachment-retry">Retry</button>
    </span>
  );
}

function Named({ file }: { file: Attachment }) {
  return (
    <button type="button" class="file named" aria-disabled={busy.value.has(`file:${file.id}`)} onClick={() => void save(file)}
      data-testid="attachment-save">
      <Icon name="down" size={14} />Save {fileNoun(file.type).toLowerCase().replace('pdf', 'PDF')}, {fileSize(file.bytes ?? 0)}
    </button>
  );
}

/* Its bytes come by the page's own client, which says whose login counts: an address alone could not. */
function Picture({ file, onGrow }: { file: Attachment; onGrow?: (() => void) | undefined }) {
  const [address, setAddress] = useState<string | null>();

  useEffect(() => {
    let mine: string | null = null, gone = false;
    void addressOf(file.id).then((found) => {
      mine = found;
      if (gone) forget(found);
      else setAddress(found);
    });
    return () => {
      gone = true;
      forget(mine);
    };
  }, [file.id]);

  if (!address) return <Named file={file} />;
  return (
    <button type="button" class="picture" title="Save the picture" aria-label={`Picture, ${fileSize(file.bytes ?? 0)}: save it`}
      onClick={() => void save(file)} data-testid="attachment-picture">
      <img src={address} alt="" onLoad={onGrow} onError={() => setAddress(null)} />
    </button>
  );
}
