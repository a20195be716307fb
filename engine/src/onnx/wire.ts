import type { FileHandle } from 'node:fs/promises';

/** One field of a protobuf message as it lies in a file. https://protobuf.dev/programming-guides/encoding/ */
export interface WireField {
  readonly number: number;
  /** Of a varint field; undefined for the other wire types. */
  readonly value?: number;
  /** Where the field's bytes lie; for a varint, behind its tag. */
  readonly start: number;
  readonly end: number;
}

const WINDOW = 1 << 16;

/**
 * Walks the protobuf messages of a file that may be far larger than memory should be: reads tags and what is asked for, and seeks
 * over the rest. Throws a RangeError where the bytes are not such a message.
 */
export class WireFile {
  readonly size: number;
  readonly #file: FileHandle;
  #window = new Uint8Array(0);
  #windowStart = 0;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  /** The fields of the message in `[start, end)`, in file order. */
  async *fields(start: number, end: number): AsyncGenerator<WireField> {
    for (let at = start; at < end; ) {
      const tag = await this.#varint(at);
      const number = Math.floor(tag.value / 8);
      const wireType = tag.value % 8;
      const field = await this.#field(number, wireType, tag.next);
      if (field.end > end) throw new RangeError(`field ${number} at byte ${at} runs over its message's end`);
      yield field;
      at = field.end;
    }
  }

  /** A run of varints, as packed repeated fields hold. */
  async varints(start: number, end: number): Promise<number[]> {
    const values: number[] = [];
    for (let at = start; at < end; ) {
      const { value, next } = await this.#varint(at);
      values.push(value);
      at = next;
    }
    return values;
  }

  async text(start: number, end: number): Promise<string> {
    return new TextDecoder().decode(await this.bytes(start, end));
  }

  /** A copy of the file's bytes in `[start, end)`. */
  async bytes(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(end - start);
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await this.#file.read(bytes, done, bytes.length - done, start + done);
      if (bytesRead === 0) throw new RangeError(`the file ends at byte ${start + done} of ${end}`);
      done += bytesRead;
    }
    return bytes;
  }

  async #field(number: number, wireType: number, start: number): Promise<WireField> {
    if (wireType === 0) {
      const { value, next } = await this.#varint(start);
      return { number, value, start, end: next };
    }
    if (wireType === 1) return { number, start, end: start + 8 };
    if (wireType === 5) return { number, start, end: start + 4 };
    if (wireType !== 2) throw new RangeError(`wire type ${wireType} at byte ${start}`);
    const { value, next } = await this.#varint(start);
    return { number, start: next, end: next + value };
  }

  async #varint(at: number): Promise<{ value: number; next: number }> {
    let value = 0;
    // Not by shifts: places in files over 2 GiB do not fit 32 bits.
    for (let scale = 1, next = at; scale <= 2 ** 63; scale *= 128, next++) {
      const byte = await this.#byte(next);
      value += (byte & 127) * scale;
      if (byte < 128) return { value, next: next + 1 };
    }
    throw new RangeError(`a number at byte ${at} does not end`);
  }

  async #byte(at: number): Promise<number> {
    let byte = this.#window[at - this.#windowStart];
    if (byte === undefined) {
      if (at >= this.size) throw new RangeError(`the file ends at byte ${this.size}, inside a field`);
      this.#window = await this.bytes(at, Math.min(at + WINDOW, this.size));
      this.#windowStart = at;
      byte = this.#window[0]!;
    }
    return byte;
  }
}
