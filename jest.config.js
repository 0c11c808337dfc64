export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/test/support/esbuild-transform.mjs' },
  // Jest would leave one of two cores idle.
  maxWorkers: '100%',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  injectGlobals: false,
  // Many tests start programs; a machine that does other work besides takes its time for that.
  testTimeout: 30_000,
};
