// keep_alive.mjs - loaded into prism: its connections stay open until the client closes them. Else its five seconds of
// idleness may end in the moment in which the next request is sent, which nobody may send again.
import http from 'node:http';

const { listen } = http.Server.prototype;
http.Server.prototype.listen = function (...where) {
  this.keepAliveTimeout = 0;
  return listen.apply(this, where);
};
