// Light and dark: as the system has it, until a choice is made here.
import {parts} from './dom.js';
import {keep, recall} from './kept.js';

const STORED = 'attention-viewer-theme';

export function mount({element}) {
  const button = parts(element)('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => document.body.classList.contains('dark');
  const apply = () => {
    const chosen = recall(STORED);
    if (chosen) document.body.classList.toggle('dark', chosen === 'dark');
    button.setAttribute('aria-pressed', String(isDark()));
  };
  button.addEventListener('click', () => {
    keep(STORED, isDark() ? 'light' : 'dark');
    apply();
  });
  // Gradio follows the system by itself; a choice made here takes precedence.
  new MutationObserver(() => {
    const chosen = recall(STORED);
    if (chosen && (chosen === 'dark') !== isDark()) apply();
    else button.setAttribute('aria-pressed', String(isDark()));
  }).observe(document.body, {attributeFilter: ['class']});
  system.addEventListener('change', () => queueMicrotask(apply));
  apply();
}
