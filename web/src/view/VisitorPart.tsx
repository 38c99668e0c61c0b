/* Who began a web chat: their answers to the form, the page that they are on. All of it is what they said: nobody has checked it. */
import type { Visitor } from '../types.ts';

/** Only a page of the web is a link; its text is the whole address. */
const isPage = (url: string) => /^https?:\/\//.test(url);

export function VisitorPart({ visitor }: { visitor: Visitor }) {
  return (
    <section class="visitor" data-testid="visitor">
      <h2>Web chat</h2>
      <p class="soft">As the visitor wrote it: nobody has checked it.</p>
      <dl>
        {visitor.form.map((one) => <><dt><bdi>{one.label}</bdi></dt><dd data-testid={`visitor-${one.name}`}><bdi>{one.value}</bdi></dd></>)}
        {visitor.page_url && (
          <>
            <dt>Page</dt>
            <dd data-testid="visitor-page">
              {isPage(visitor.page_url) ? <a href={visitor.page_url} target="_blank" rel="noopener noreferrer"><bdi>{visitor.page_url}</bdi></a> : <bdi>{visitor.page_url}</bdi>}
            </dd>
          </>
        )}
        {visitor.language && <><dt>Language</dt><dd><bdi>{visitor.language}</bdi></dd></>}
      </dl>
    </section>
  );
}
