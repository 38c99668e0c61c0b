/** The widget's look; --accent is the tenant's colour, --on what is read on it. */
export const style = `
:host{all:initial;--back:#fff;--text:#1b1f24;--soft:#59636e;--line:#c8ced6;--bubble:#eef1f4;--bad:#b3261e;color-scheme:light dark;
font:15px/1.45 system-ui,sans-serif;color:var(--text);position:fixed;right:16px;bottom:16px;z-index:2147483000}
@media (prefers-color-scheme:dark){:host(:not([scheme=light])){--back:#1b1f24;--text:#eef1f4;--soft:#a9b3be;--line:#47505a;--bubble:#2b323a;--bad:#ffb4ab}}
:host([scheme=dark]){--back:#1b1f24;--text:#eef1f4;--soft:#a9b3be;--line:#47505a;--bubble:#2b323a;--bad:#ffb4ab;color-scheme:dark}
:host([scheme=light]){color-scheme:light}
*{box-sizing:border-box;font:inherit;color:inherit}
[hidden]{display:none!important}
button,input,select,textarea{min-height:40px;border-radius:8px;border:1px solid var(--line);background:var(--back);padding:8px 12px}
button{cursor:pointer}
button:disabled{opacity:.6;cursor:default}
:focus-visible{outline:3px solid var(--text);outline-offset:2px}
.main{background:var(--accent);color:var(--on);border-color:transparent;font-weight:600}
.launch{width:56px;height:56px;border-radius:28px;padding:0;display:grid;place-items:center;box-shadow:0 2px 12px #0005;margin-left:auto;position:relative}
.launch .count{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;border-radius:11px;background:#b3261e;color:#fff;font-size:13px;line-height:22px;padding:0 5px}
.panel{position:absolute;right:0;bottom:0;width:360px;height:min(560px,calc(100vh - 32px));display:flex;flex-direction:column;background:var(--back);border:1px solid var(--line);border-radius:12px;box-shadow:0 4px 24px #0006;overflow:hidden}
header{display:flex;align-items:center;gap:8px;padding:8px 8px 8px 16px;background:var(--accent);color:var(--on)}
header h2{flex:1;margin:0;font-weight:600;font-size:16px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.bare{border:0;background:none;padding:8px;min-width:40px;display:grid;place-items:center}
header .bare:focus-visible{outline-color:var(--on);outline-offset:-3px}
.body{flex:1;overflow-y:auto;padding:16px;display:flex;flex-direction:column;gap:12px;overscroll-behavior:contain}
.body:focus-visible{outline-offset:-3px}
form{display:flex;flex-direction:column;gap:12px}
label{display:flex;flex-direction:column;gap:4px}
label .soft,.soft{color:var(--soft);font-size:13px}
.bad{color:var(--bad);font-size:13px}
.state{padding:8px 16px;border-bottom:1px solid var(--line);font-size:14px}
.message{max-width:85%;align-self:flex-start}
.message.mine{align-self:flex-end;text-align:right}
.bubble{display:inline-block;text-align:start;background:var(--bubble);border-radius:12px;padding:8px 12px;white-space:pre-wrap;overflow-wrap:anywhere}
.mine .bubble{background:var(--accent);color:var(--on)}
.bubble a{text-decoration:underline}
.bubble img{display:block;max-width:100%;max-height:240px;border-radius:8px}
.formatted{white-space:normal}
.formatted p,.formatted pre,.formatted blockquote,.formatted ul,.formatted ol{margin:0}
.formatted>*+*{margin-top:8px!important}
.formatted ul,.formatted ol{padding-inline-start:24px}
.formatted pre{white-space:pre-wrap;font-family:ui-monospace,monospace}
.formatted code{font-family:ui-monospace,monospace}
.formatted b{font-weight:700}
.formatted i,.formatted em{font-style:italic}
.formatted blockquote{padding-inline-start:12px;border-inline-start:3px solid var(--line)}
.write{display:flex;gap:8px;padding:8px;border-top:1px solid var(--line);align-items:flex-end}
.write textarea{flex:1;resize:none;max-height:120px;min-width:0}
.foot{display:flex;gap:8px;align-items:center;padding:0 8px 8px;flex-wrap:wrap}
.foot .grow{flex:1}
@media (max-width:480px),(max-height:420px){.panel{position:fixed;inset:0;width:auto;height:auto;border:0;border-radius:0}}
@media (prefers-reduced-motion:no-preference){.panel{animation:rise .15s ease-out}}
@keyframes rise{from{transform:translateY(12px);opacity:0}}
`;

/** Black or white, whichever is read better on a colour (WCAG 2.2, contrast of relative luminance). */
export function readable(colour: string): string {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? '#ffffff' : '#000000';
}
