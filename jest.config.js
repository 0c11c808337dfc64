export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/support/esbuild-transform.mjs' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  injectGlobals: false,
};
