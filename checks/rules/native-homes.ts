import { codeFiles, packageName } from '../project.ts';
import type { Rule } from './rule.ts';

/** Libraries that are large, native, or likely to be replaced, and the folders that alone may import them. */
const homes: Readonly<Record<string, readonly string[]>> = {
  'onnxruntime-node': ['engine/src/onnx/'],
  protobufjs: ['engine/src/onnx/', 'engine/src/weights/'],
  'node-av': ['engine/src/decode/', 'engine/src/encode/', 'cli/sample/'],
  sharp: ['engine/src/decode/', 'engine/src/encode/', 'cli/sample/', 'cli/demo/'],
};

/** Each native library has one home; tests may use it to make or to judge files. */
export const nativeHomes: Rule = {
  name: 'homes of native libraries',
  find(project) {
    return codeFiles(project)
      .filter(({ path }) => !/\.test\.ts$|\/test(?:ing)?\//.test(path))
      .flatMap(({ path, imports }) =>
        imports
          .map(({ specifier, line }) => ({ name: packageName(specifier), line }))
          .filter(({ name }) => homes[name] && !homes[name].some((home) => path.startsWith(home)))
          .map(({ name, line }) => ({
            file: path,
            line,
            message: `${name} may be imported only in ${homes[name]?.join(', ')}`,
          })),
      );
  },
};
