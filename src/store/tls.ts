/** What TLS to a server is made of, and in one line why there is none. */
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { AuditError, usage } from '../errors.js';

/** Files in PEM: the authority that vouches for the server, our certificate and its key. */
export interface TlsFiles {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Their contents. */
export interface TlsContents {
  readonly ca?: Buffer;
  readonly own?: { readonly cert: Buffer; readonly key: Buffer };
}

export function tlsContents({ ca, cert, key }: TlsFiles): TlsContents {
  if ((cert === undefined) !== (key === undefined)) throw usage('--tls-cert and --tls-key are given together');
  const contents = {
    ...(ca !== undefined && { ca: authority(ca) }),
    ...(cert !== undefined && key !== undefined && { own: { cert: pem(cert), key: pem(key) } }),
  };
  checkOwn(cert, contents);
  return contents;
}

/** Node takes a file without a certificate for one that vouches for nobody. */
function authority(name: string): Buffer {
  const contents = pem(name);
  if (!contents.includes('-----BEGIN')) throw new AuditError('input', `${name}: no certificate in it (PEM)`);
  return contents;
}

function checkOwn(name: string | undefined, { own }: TlsContents): void {
  if (name === undefined || !own) return;
  try {
    createSecureContext(own);
  } catch (error) {
    const why = error instanceof Error ? ownWords(error.message) : '';
    throw new AuditError('input', `${name}: no certificate of this key (${why})`, { cause: error });
  }
}

function pem(name: string): Buffer {
  try {
    return readFileSync(name);
  } catch (error) {
    throw new AuditError('input', `${name}: cannot be read`, { cause: error });
  }
}

/** Node's names of what is wrong with a certificate or a handshake, and stays wrong. */
const REFUSED =
  /CERT|^ERR_(TLS|SSL|OSSL)|^EPROTO$|^UNABLE_TO_|^(HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/;

/** Undefined: it is not TLS that failed. */
export function tlsReason(code: string, message: string): string | undefined {
  if (!REFUSED.test(code)) return undefined;
  if (message.includes('wrong version number')) return 'it does not speak TLS at that port';
  return ownWords(message);
}

/** `write EPROTO 80FC…:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/…:350:` says it in its fifth part. */
function ownWords(message: string): string {
  const said = /\berror:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+)/.exec(message)?.[1];
  return said === undefined ? message : `TLS: ${said}`;
}
