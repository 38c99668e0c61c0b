// vectors.mjs - what attackers write into formatted text: OWASP's list, our own, and mutations of all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generator } from '../lib/random.mjs';
import { ROOT } from '../lib/root.mjs';

const owasp = JSON.parse(readFileSync(join(ROOT, 'tests/xss/owasp.json'), 'utf8')).vectors;
const ACT = 'acted()';

// HTML's event handler attributes (the standard's index), and some that engines have besides.
const EVENTS = `abort afterprint animationend animationiteration animationstart auxclick beforecopy beforecut beforeinput beforematch
  beforepaste beforeprint beforetoggle beforeunload begin blur bounce cancel canplay canplaythrough change click close contextmenu
  contentvisibilityautostatechange copy cuechange cut dblclick drag dragend dragenter dragleave dragover dragstart drop
  durationchange end ended error finish focus focusin focusout formdata fullscreenchange gotpointercapture hashchange input invalid
  keydown keypress keyup load loadeddata loadedmetadata loadstart lostpointercapture message mousedown mouseenter mouseleave
  mousemove mouseout mouseover mouseup mousewheel pagehide pageshow paste pause play playing pointercancel pointerdown pointerenter
  pointerleave pointermove pointerout pointerover pointerrawupdate pointerup popstate progress ratechange repeat reset resize
  scroll scrollend search securitypolicyviolation seeked seeking select selectionchange selectstart show slotchange stalled start
  submit suspend timeupdate toggle touchcancel touchend touchmove touchstart transitioncancel transitionend transitionrun
  transitionstart unhandledrejection unload volumechange waiting webkitanimationend wheel`.split(/\s+/);
const HOLDERS = ['a', 'audio', 'b', 'body', 'button', 'details open', 'div', 'form', 'iframe', 'image', 'img src=x', 'input autofocus',
  'li', 'marquee', 'object', 'p', 'script', 'select autofocus', 'style', 'svg', 'textarea autofocus', 'unknown', 'video', 'template'];
const SCHEMES = ['javascript:', 'JaVaScRiPt:', 'java\tscript:', 'java\nscript:', 'java\rscript:', 'java&#9;script:', 'java&Tab;script:',
  'java&NewLine;script:', '&#106;avascript:', '&#x6a;avascript&colon;', '&#1;javascript:', ' javascript:', '\u00a0javascript:', '\ufeffjavascript:',
  'javascript\u0000:', 'view-source:javascript:', 'data:text/html,<script>', 'data:text/html;base64,PHNjcmlwdD4=', 'vbscript:', 'blob:null/', 'file:///',
  'feed:javascript:', 'jar:javascript:', 'filesystem:javascript:', 'http:javascript:', 'https:&#9;//x@', '//', '\\\\', '/\\'];
const PLACES = [(u) => `<a href="${u}${ACT}">x</a>`, (u) => `<a href=${u}${ACT}>x`, (u) => `<img src="${u}${ACT}">`, (u) => `<iframe src="${u}${ACT}"></iframe>`,
  (u) => `<form action="${u}${ACT}"><button>x</button></form>`, (u) => `<button formaction="${u}${ACT}">x</button>`, (u) => `<object data="${u}${ACT}"></object>`,
  (u) => `<embed src="${u}${ACT}">`, (u) => `<svg><a xlink:href="${u}${ACT}"><text>x</text></a></svg>`, (u) => `<math href="${u}${ACT}">x</math>`,
  (u) => `<base href="${u}${ACT}">`, (u) => `<link rel=stylesheet href="${u}${ACT}">`, (u) => `<meta http-equiv=refresh content="0;url=${u}${ACT}">`,
  (u) => `<video poster="${u}${ACT}"></video>`, (u) => `<area href="${u}${ACT}">`, (u) => `<p style="background:url(${u}${ACT})">x`, (u) => `<svg><use href="${u}${ACT}"/></svg>`];
// Elements that a parser moves, closes by itself, or reads in another way the second time.
const SHIFTS = ['<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=acted()&gt;">',
  '<svg></p><style><a id="</style><img src=1 onerror=acted()>">', '<noscript><p title="</noscript><img src=x onerror=acted()>">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=acted()>', '<svg><desc><noscript>&lt;/noscript>&lt;img src=x onerror=acted()>',
  '<xmp><p title="</xmp><img src=x onerror=acted()>">', '<textarea><p title="</textarea><img src=x onerror=acted()>">', '<title><a title="</title><img src=x onerror=acted()>">',
  '<template><p title="</template><img src=x onerror=acted()>">', '<select><template><style><img title="</style></template></select><img src=x onerror=acted()>">',
  '<table><a href="//x"><tr><td></a><img src=x onerror=acted()>', '<p><table><p><b><td></b><script>acted()</script>', '<plaintext><img src=x onerror=acted()>',
  '<svg><foreignObject><math><mi><img src=x onerror=acted()>', '<svg><title><style><img src=x onerror=acted()></style></title></svg>', '<math><annotation-xml encoding="text/html"><img src=x onerror=acted()>',
  '<![CDATA[<img src=x onerror=acted()>]]>', '<svg><![CDATA[><img src=x onerror=acted()>]]></svg>', '<!--><img src=x onerror=acted()>-->', '<!--!><img src=x onerror=acted()>-->', '</ <img src=x onerror=acted()>>',
  '<a href="https://x/&quot;&gt;&lt;img src=x onerror=acted()&gt;">x</a>', '<img alt="&quot;&gt;&lt;img src=x onerror=acted()&gt;" src=/api/v1/files/1>', '<pre>\n\n<b>\n<img src=x onerror=acted()>', '&lt;script&gt;acted()&lt;/script&gt;',
  '<p>`${acted()}` {{acted()}}', '<b>1<p>2</b>3<a href=https://x>4<a href=https://y>5<li>6<ul>7', '<ul><table><li><ol></table><blockquote><pre><p>x'];

export const basic = [...owasp.map((v) => v.replaceAll(/alert\(.*?\)/g, ACT)), ...owasp, ...SHIFTS,
  ...EVENTS.flatMap((event) => HOLDERS.map((holder) => `<${holder} on${event}=${ACT}>x`)),
  ...SCHEMES.flatMap((scheme) => PLACES.map((place) => place(scheme))),
  ...(process.env.XSS_MORE ? JSON.parse(readFileSync(process.env.XSS_MORE, 'utf8')) : [])];

const BITS = ['<', '>', '"', "'", '`', '=', '/', '&', '&lt;', '&gt;', '&quot;', '&#0;', '\0', '\t', '\n', ' ', '<!--', '-->', ']]>', '<p>', '</p>', '<b>', '</b>', '<table>',
  '<svg>', '<math>', '</math>', '<style>', '</style>', '<select>', '<form>', '<a href=https://x>', '</a>', '<ul>', '<li>', '<pre>', '<br>', '<template>', '<noscript>', ' onerror=acted() ', ' src=x ', '\u2028', '\u{1f600}'];

export function mutations(count) {
  const { next, below, pick } = generator();
  return Array.from({ length: count }, () => {
    let text = pick(basic) + (next() < 0.5 ? pick(basic) : '');
    for (let n = below(6); n >= 0; n--) {
      const at = below(text.length), gone = next() < 0.3 ? below(8) : 0;
      text = text.slice(0, at) + (next() < 0.8 ? pick(BITS) : '') + text.slice(at + gone);
    }
    return text.toWellFormed();
  });
}
