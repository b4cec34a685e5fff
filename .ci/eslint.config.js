// The bar of the viewer's JavaScript, as ruff holds it for Python: complexity 8, 250 lines a file.
import js from '@eslint/js';

export default [
  js.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: {ecmaVersion: 2024, sourceType: 'module'},
    rules: {
      complexity: ['error', 8],
      eqeqeq: 'error',
      'max-lines': ['error', 250],
      'no-undef': 'off', // tsc knows the names of a browser
      'no-unused-vars': ['error', {args: 'after-used', ignoreRestSiblings: true}],
      'no-var': 'error',
      'one-var': ['error', 'never'],
      'prefer-const': ['error', {destructuring: 'all'}],
    },
  },
  // Written by a program from app/wire/.
  {files: ['**/record/{contract,replies}.js'], rules: {'max-lines': 'off'}},
];
