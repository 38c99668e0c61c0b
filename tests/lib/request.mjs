// request.mjs - one HTTP request of a test. A run makes a hundred thousand of them, and fetch costs three times the processor time of node:http.
import http from 'node:http';

// A free connection is closed long before any server here would close it, so that none is used while it ends.
const agent = new http.Agent({ keepAlive: true, timeout: 4000 });

// Answers { status, headers (a Headers), text }, and throws what kept it from an answer (ECONNREFUSED …). Follows nothing.
// socket: the path of a Unix socket, on which a daemon takes requests as the edge sends them.
export function request(url, { method = 'GET', headers = {}, body, signal, socket } = {}) {
  return new Promise((done, fail) => {
    const asked = http.request(url, { agent, method, signal, socketPath: socket, headers: body === undefined ? headers : { 'content-length': Buffer.byteLength(body), ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => { text += part; }).on('error', fail)
        .on('end', () => done({ status: answer.statusCode, headers: headersOf(answer), text }));
    });
    asked.on('error', fail).end(body);
  });
}

function headersOf({ rawHeaders }) {
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i], rawHeaders[i + 1]);
  return headers;
}
