/* Formatted text: strictly read, written in the server's form, and what a clipboard holds (MS-3). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imagesIn, isPlain, linkIsAllowed, piecesOf, plainOf, readFormatted, writeFormatted } from '../src/chat/formatted.ts';
import { readPasted } from '../src/chat/pasted.ts';

const ALL = '<p>a <b>b <i>i</i></b> &lt;&amp;&gt; &quot;q&quot;</p><ul><li>one</li><li><p>two</p><ol><li>x</li></ol></li></ul><pre>p\n q</pre><blockquote><p>said<br>so</p></blockquote>' +
  '<a href="https://a.example/?x=1&amp;y=2" rel="noopener"><u>l</u></a><s>s</s><code>c</code><img src="/api/v1/files/17" alt="a &quot;lid&quot;">';

test('what is of the server\'s form is read, and written the same', () => {
  assert.equal(writeFormatted(readFormatted(ALL)!), ALL);
  assert.deepEqual(imagesIn(readFormatted(ALL)!), ['17']);
  assert.deepEqual(readFormatted('just words'), ['just words']);
});

test('anything else is refused whole', () => {
  for (const bad of ['<script>x</script>', '<b onclick="x">y</b>', '<b>', '</b>', '<b><i></b></i>', '<B>x</B>', '<b >x</b>', '<a href="javascript:x()" rel="noopener">y</a>', '<a href="https://a">y</a>',
    '<a href="https://b@a.example/" rel="noopener">y</a>', '<a href="https://a.example/" rel="noopener" onclick="x">y</a>', '<a href="//a.example" rel="noopener">y</a>', '<img src="https://a.example/x.png" alt="">',
    '<img src="/api/v1/files/17?x" alt="">', '<img src="/api/v1/files/0" alt="">', '<img src="/api/v1/files/17" alt="" onerror="x">', '<p>a > b</p>', '"', '&nbsp;', '&#60;', '<!-- -->', '<svg></svg>', '<p/>',
    '<b>'.repeat(60) + '</b>'.repeat(60), 'x'.repeat(30_000)]) assert.equal(readFormatted(bad), null, bad.slice(0, 60));
});

test('links lead to web, mail and telephone, to the host that is read', () => {
  for (const good of ['https://a.example', 'http://a.example:8080/x?y#z', 'mailto:a@b.example', 'tel:+4612']) assert.ok(linkIsAllowed(good), good);
  for (const bad of ['javascript:x', ' https://a.example', 'https://a@b.example', 'https://%61.example', 'ftp://a', 'https://', 'data:text/html,x', 'HTTPS://a.example\n', 'file:///x', 'https:a']) assert.ok(!linkIsAllowed(bad), bad);
});

test('its plain form has lines, marks and no markup', () => {
  assert.equal(plainOf(readFormatted('<p>a</p><p><br></p><p>b<br>c</p><ul><li>x</li><li>y</li></ul><ol><li>z</li></ol><img src="/api/v1/files/1" alt="">')!), 'a\n\nb\nc\n- x\n- y\n1. z\n[image]');
  assert.equal(isPlain(readFormatted('<p>a<br>b</p>')!), true);
  assert.equal(isPlain(readFormatted('<p>a<b>b</b></p>')!), false);
  assert.equal(plainOf(piecesOf('one\ntwo')), 'one\ntwo');
});

const pasted = (html: string) => writeFormatted(readPasted(html));

test('what a clipboard holds is read into the allow list: words stay, scripts go', () => {
  assert.equal(pasted('<html><head><style>p{}</style></head><body><!--StartFragment--><p class="MsoNormal" style="color:red">Hi <strong>there</strong><o:p></o:p></p><!--EndFragment--></body></html>'), '<p>Hi <b>there</b></p>');
  assert.equal(pasted('<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal"><p><span style="font-weight:700">bold</span> <span style="font-style: italic">it</span></p><ul><li><p>one</p></li><li>two</ul></b>'),
    '<p><b>bold</b> <i>it</i></p><ul><li><p>one</p></li><li>two</li></ul>');
  assert.equal(pasted('<h2>Title</h2>text <a href="https://a.example/">l</a> <a href="javascript:x()">n</a><img src="https://spy.example/x.png"><script>alert(1)</script>'), '<p><b>Title</b></p>text <a href="https://a.example/" rel="noopener">l</a> n');
  assert.equal(pasted('<table><tr><td>a</td><td>b</td></tr></table>'), '<p>ab</p>');
  assert.equal(pasted('a &amp; b &lt;script&gt; &#8211; &nbsp;c &unknown; <'), 'a &amp; b &lt;script&gt; – c &amp;unknown; &lt;');
  assert.equal(pasted('<pre>a\n  b</pre>'), '<pre>a\n  b</pre>');
});

test('hostile clipboards end in time, and in the list', () => {
  for (const html of ['<a '.repeat(100_000), '<b>'.repeat(100_000), '<p>'.repeat(50_000) + 'x', '<!--'.repeat(100_000), '<a href="'.repeat(50_000), '<svg><style><img src=x onerror=x>', '<p title="</p><script>x</script>">y']) {
    const began = performance.now(), out = pasted(html);
    assert.ok(performance.now() - began < 3000, `${html.slice(0, 20)}: ${performance.now() - began} ms`);
    assert.notEqual(readFormatted(out) === null && out.length < 20_000, true, out.slice(0, 200));
  }
});
