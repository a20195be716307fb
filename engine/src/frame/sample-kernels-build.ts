import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

/** Translates sample-kernels.wat to the file that is imported. Needs the development dependency `wabt`. */
export async function buildKernels(): Promise<string> {
  const source = readFileSync(new URL('sample-kernels.wat', import.meta.url), 'utf8');
  const { parseWat } = await wabt();
  const module = parseWat('sample-kernels.wat', source, { simd: true });
  module.resolveNames();
  module.validate();
  const { buffer } = module.toBinary({});
  const lines = Buffer.from(buffer)
    .toString('base64')
    .match(/.{1,110}/g)!
    .map((line) => `  '${line}',`);
  return `// Generated from sample-kernels.wat by sample-kernels-build.ts: do not edit.\nexport const kernelBinary = [\n${lines.join('\n')}\n].join('');\n`;
}

if (import.meta.main) writeFileSync(new URL('sample-kernels-binary.ts', import.meta.url), await buildKernels());
