// The bar of the viewer's JavaScript, as ruff holds it for Python: complexity 8, 250 lines a file.
import js from '@eslint/js';

const browser = Object.fromEntries(
  `AbortController Blob CSS CustomEvent Event EventTarget File FormData Image ImageData
  IntersectionObserver MutationObserver Option Path2D ResizeObserver TextDecoder URL URLSearchParams
  cancelAnimationFrame clearTimeout console createImageBitmap devicePixelRatio document fetch
  getComputedStyle history innerHeight innerWidth localStorage location matchMedia navigator
  performance queueMicrotask requestAnimationFrame requestIdleCallback cancelIdleCallback scrollTo
  setInterval clearInterval setTimeout window`
    .split(/\s+/)
    .map(name => [name, 'readonly']),
);

export default [
  js.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: {ecmaVersion: 2024, sourceType: 'module', globals: browser},
    rules: {
      complexity: ['error', 8],
      eqeqeq: 'error',
      'max-lines': ['error', 250],
      'no-unused-vars': ['error', {args: 'after-used', ignoreRestSiblings: true}],
      'no-var': 'error',
      'prefer-const': ['error', {destructuring: 'all'}],
    },
  },
];
