import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';

/** One request as it came. */
export interface Seen {
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

export type Handler = (response: ServerResponse, file: Uint8Array, request: IncomingMessage) => void;

/** A server of files on this machine that holds to RFC 9110, unless it is told to misbehave. */
export class ModelServer implements AsyncDisposable {
  readonly seen: Seen[] = [];
  readonly #files = new Map<string, Uint8Array>();
  readonly #misdeeds = new Map<string, Handler[]>();
  readonly #server: Server;
  readonly address: string;

  private constructor(server: Server) {
    this.#server = server;
    this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => this.#answer(request, response));
  }

  static async start(): Promise<ModelServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ModelServer(server);
  }

  /** Puts a model there, with its checksum unless another one is given; `null` leaves it out. */
  put(name: string, file: Uint8Array, hash: string | null = hashOf(file)): void {
    this.#files.set(`/${name}.onnx`, file);
    if (hash === null) this.#files.delete(`/${name}.hash`);
    else this.#files.set(`/${name}.hash`, Buffer.from(hash));
  }

  /** The next requests for a path are answered by these, one each. */
  misbehave(path: string, ...handlers: Handler[]): void {
    this.#misdeeds.set(path, handlers);
  }

  /** Requests for models, without those for checksums. */
  models(): readonly Seen[] {
    return this.seen.filter(({ path }) => path.endsWith('.onnx'));
  }

  /** Breaks all lines, also those that wait for more. */
  hangUp(): void {
    this.#server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    const { range, 'if-range': ifRange } = request.headers;
    this.seen.push({ path, range, ifRange: ifRange as string | undefined });
    const file = this.#files.get(path);
    const misdeed = this.#misdeeds.get(path)?.shift();
    if (misdeed) misdeed(response, file ?? new Uint8Array(), request);
    else if (file) serve(response, file, request);
    else response.writeHead(404).end();
  }
}

/** CRC-32 as FaceFusion writes it. */
export function hashOf(file: Uint8Array): string {
  return crc32(file).toString(16).padStart(8, '0');
}

/** The file or the part that was asked for, as it should be. */
export function serve(response: ServerResponse, file: Uint8Array, request: IncomingMessage): void {
  const etag = `"${hashOf(file)}"`;
  const { range, 'if-range': ifRange } = request.headers;
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  if (start === 0 || (ifRange !== undefined && ifRange !== etag)) {
    whole(response, file, request);
    return;
  }
  if (start >= file.length) {
    response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
    return;
  }
  response.writeHead(206, {
    etag,
    'content-length': file.length - start,
    'content-range': `bytes ${start}-${file.length - 1}/${file.length}`,
  });
  response.end(file.subarray(start));
}

/** The whole file, whatever was asked for. */
export const whole: Handler = (response, file) => {
  response.writeHead(200, { etag: `"${hashOf(file)}"`, 'content-length': file.length });
  response.end(file);
};

/** Sends some bytes of the whole file and then nothing, with the line open. */
export function stallAt(bytes: number): Handler {
  return (response, file) => {
    response.writeHead(200, { etag: `"${hashOf(file)}"`, 'content-length': file.length });
    response.write(file.subarray(0, bytes));
  };
}

/** Answers a status and, where given, headers and a body. */
export function status(code: number, headers: Record<string, string | number> = {}, body = ''): Handler {
  return (response) => void response.writeHead(code, headers).end(body);
}
