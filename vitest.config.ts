import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    pool: 'forks',
    poolOptions: { forks: { maxForks: 3 } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
