import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import wabt from 'wabt';

const root = join(import.meta.dirname, '..');

/** The text of every generated file by its path: `x.wat` makes `x-binary.ts` beside it. Needs the development dependency `wabt`. */
export async function buildKernels(): Promise<Map<string, string>> {
  const { parseWat } = await wabt();
  const built = new Map<string, string>();
  for (const path of globSync('**/*.wat', { cwd: root }).sort()) {
    const file = join(root, path);
    const module = parseWat(basename(file), readFileSync(file, 'utf8'), { simd: true });
    module.resolveNames();
    module.validate();
    const { buffer } = module.toBinary({});
    module.destroy();
    built.set(file.replace(/\.wat$/, '-binary.ts'), generated(basename(file), Buffer.from(buffer).toString('base64')));
  }
  return built;
}

function generated(name: string, base64: string): string {
  const lines = base64.match(/.{1,110}/g)!.map((line) => `  '${line}',`);
  return `// Generated from ${name} by wasm/build.ts: do not edit.\nexport const kernelBinary = [\n${lines.join('\n')}\n].join('');\n`;
}

if (import.meta.main) for (const [file, text] of await buildKernels()) writeFileSync(file, text);
