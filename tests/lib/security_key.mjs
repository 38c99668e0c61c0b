// security_key.mjs - a security key as a program: what a browser gets from one, in JSON, also what no honest browser would send.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const sha256 = (data) => createHash('sha256').update(data).digest();
const url64 = (data) => Buffer.from(data).toString('base64url');

// CBOR (RFC 8949): integers, bytes, texts, maps.
function head(major, n) {
  if (n < 24) return Buffer.from([major << 5 | n]);
  if (n < 256) return Buffer.from([major << 5 | 24, n]);
  return Buffer.from([major << 5 | 25, n >> 8, n & 255]);
}
export function cbor(value) {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([name, one]) => [cbor(name), cbor(one)])]);
}

const KINDS = {
  ES256: { make: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }), digest: 'sha256',
    cose: ({ x, y }) => [[1, 2], [3, -7], [-1, 1], [-2, Buffer.from(x, 'base64url')], [-3, Buffer.from(y, 'base64url')]] },
  EdDSA: { make: () => generateKeyPairSync('ed25519'), digest: null, cose: ({ x }) => [[1, 1], [3, -8], [-1, 6], [-2, Buffer.from(x, 'base64url')]] },
  RS256: { make: () => generateKeyPairSync('rsa', { modulusLength: 2048 }), digest: 'sha256',
    cose: ({ n, e }) => [[1, 3], [3, -257], [-1, Buffer.from(n, 'base64url')], [-2, Buffer.from(e, 'base64url')]] },
};

export class SecurityKey {
  constructor({ origin, algorithm = 'ES256', counts = true }) {
    Object.assign(this, { origin, host: new URL(origin).hostname, kind: KINDS[algorithm], counts, count: 0, id: randomBytes(32) });
    Object.assign(this, this.kind.make());
  }

  // What differs from an honest answer: flags, host, type, origin, challenge, count, attestation(bytes), signature(bytes), …
  head({ host = this.host, flags = 1, count = this.counts ? ++this.count : 0 }, more = 0) {
    const out = Buffer.alloc(5);
    out[0] = flags | more;
    out.writeUInt32BE(count, 1);
    return Buffer.concat([sha256(host), out]);
  }
  client(options, { type, origin = this.origin, challenge = options.challenge, client = {} }, usual) {
    return Buffer.from(JSON.stringify({ type: type ?? usual, challenge, origin, crossOrigin: false, ...client }));
  }

  create(options, wrong = {}) {
    const cose = wrong.cose ?? new Map(this.kind.cose(this.publicKey.export({ format: 'jwk' }))), id = wrong.id ?? this.id;
    const size = Buffer.alloc(2);
    size.writeUInt16BE(id.length);
    const data = Buffer.concat([this.head(wrong, 0x40), Buffer.alloc(16), size, id, cbor(cose)]);
    const made = cbor(new Map([['fmt', 'none'], ['attStmt', new Map()], ['authData', data]]));
    return { id: url64(id), rawId: url64(id), type: 'public-key', clientExtensionResults: {}, response: {
      clientDataJSON: url64(this.client(options, wrong, 'webauthn.create')), attestationObject: url64(wrong.attestation?.(made) ?? made), transports: ['usb'] } };
  }

  get(options, wrong = {}) {
    const data = this.head(wrong), client = this.client(options, wrong, 'webauthn.get');
    const signature = sign(this.kind.digest, Buffer.concat([data, sha256(client)]), this.privateKey);
    return { id: url64(wrong.id ?? this.id), rawId: url64(this.id), type: 'public-key', clientExtensionResults: {}, response: {
      clientDataJSON: url64(client), authenticatorData: url64(wrong.data?.(data) ?? data), signature: url64(wrong.signature?.(signature) ?? signature) } };
  }
}
