import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linksIn } from '../src/chat/links.ts';

const shown = (text: string) => linksIn(text).map((one) => typeof one === 'string' ? one : `[${one.href}]`).join('');
const CASES: [string, string][] = [
  ['see https://shop.example/a?b=1#c.', 'see [https://shop.example/a?b=1#c].'],
  ['(http://shop.example)', '([http://shop.example])'],
  ['HTTPS://Shop.example, and http://b.example!', '[HTTPS://Shop.example], and [http://b.example]!'],
  ['nothing here', 'nothing here'],
  ['', ''],
  ['javascript:alert(1) data:text/html,x ftp://x.example file:///etc', 'javascript:alert(1) data:text/html,x ftp://x.example file:///etc'],
  ['https://bank.example@evil.example/ https://bank.example%40evil.example', 'https://bank.example@evil.example/ https://bank.example%40evil.example'],
  ['https://shop.example/@maya', '[https://shop.example/@maya]'],
  ['https://\\/bank.example@evil.example/ https://a.example\\@evil.example/', 'https://\\/bank.example@evil.example/ https://a.example\\@evil.example/'],
  ['“https://shop.example” «https://shop.example/a»', '“[https://shop.example]” «[https://shop.example/a]»'],
  ['https://shop.example，谢谢 https://例え.jp/あ。', '[https://shop.example]，谢谢 [https://例え.jp/あ]。'],
  ['https://[::1]:8080/x https://[x https://1.2.3.999/a', '[https://[::1]:8080/x] https://[x https://1.2.3.999/a'],
  ['https://shop.example/\u202egpj.exe', '[https://shop.example/]\u202egpj.exe'],
  ['https://a.example"onclick=x https://', '[https://a.example]"onclick=x https://'],
];

test('web addresses in a plain text are links: safe schemes, no name in front of a host, no full stop at the end', () => {
  for (const [text, wanted] of CASES) assert.equal(shown(text), wanted);
  for (const [text] of CASES) assert.equal(linksIn(text).map((one) => typeof one === 'string' ? one : one.href).join(''), text, 'nothing is lost');
});
