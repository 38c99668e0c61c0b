// The demo page's key stands behind the # of its address, which run.json names.
const key = location.hash.slice(1);
document.getElementById('snippet').textContent = `<script src="${location.origin}/widget/v1/widget.js" data-key="${key}" async></` + 'script>';
const chat = document.createElement('trunkline-chat');
chat.setAttribute('key', key);
document.body.append(chat);
