import { transformSync } from 'esbuild';

/** Compiles a test's TypeScript with the compiler that also builds the Lambda bundle. */
export default {
  process: (source, path) => ({
    code: transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node24',
      sourcemap: 'inline',
      sourcefile: path,
    }).code,
  }),
};
