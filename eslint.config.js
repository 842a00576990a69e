import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'native/build/', 'results/', 'reports/', 'datasets/'] },
  ...tseslint.configs.strict,
  {
    rules: {
      'max-params': 'off',
      '@typescript-eslint/max-params': ['error', { max: 4 }],
      'max-depth': ['error', 3],
      complexity: ['error', 15],
      'no-console': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
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
  { files: ['src/**/*.ts'], rules: { 'max-lines': ['error', { max: 350, skipComments: true }] } },
  { files: ['bench/**', 'native/*.mjs', 'test/**'], rules: { 'no-console': 'off' } },
);
