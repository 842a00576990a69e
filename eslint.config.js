/** The lint rules. Every rule that is weaker than strictTypeChecked says why. */
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'native/build/', 'results/', 'reports/', 'datasets/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.strict,
  {
    rules: {
      'max-params': 'off',
      '@typescript-eslint/max-params': ['error', { max: 4 }],
      'max-depth': ['error', 3],
      complexity: ['error', 15],
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Use src/random/stream.ts: results must be reproducible.',
        },
      ],
    },
  },
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Numbers print the same everywhere (no locale), so spelling out String(n) would only be noise.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // In numeric loops the index is in bounds by construction; `!` says so, a test at run time would cost.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `(x) => effect(x)` reads as "do this with x"; braces would add a line and no meaning.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `this: void` is how a method says that it may be taken from its object.
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
      // `[...text]` is how one takes code points; no grapheme is ever cut for a reader.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // A `while (true)` that ends by return is the plainest form of some loops.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
    },
  },
  { files: ['src/**/*.ts'], rules: { 'max-lines': ['error', { max: 300 }] } },
  {
    files: ['bench/**', 'native/*.mjs', 'test/**'],
    rules: {
      // They are programs and print what they measured.
      'no-console': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // A test often checks what the types already promise, for input that comes from outside of the compiler.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Replies of the real program are parsed JSON; the expectation is their check.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
