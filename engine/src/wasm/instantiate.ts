/** A linear memory. Growing it detaches views on its former buffer. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 65 536 bytes. */
  grow(pages: number): number;
}

type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The part of the WebAssembly API that is used; neither `lib: esnext` nor Node's types declare it. */
declare const WebAssembly: {
  readonly Memory: new (limits: { readonly initial: number }) => WasmMemory;
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Imports) => { readonly exports: unknown };
};

/** An instance of a module in base64 (a generated `*-binary.ts`). `Exports` is the caller's word for what it exports. */
export function instantiate<Exports>(binary: string, imports: Imports = {}): Exports {
  const bytes = Uint8Array.from(atob(binary), (character) => character.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports as Exports;
}

/** A memory of that many pages of 65 536 bytes, for modules that share one. */
export function newMemory(pages: number): WasmMemory {
  return new WebAssembly.Memory({ initial: pages });
}
