// The secret of this tab: who has it may have the pictures opened in it again after a reload. It
// leaves the page in the bodies of requests, never in an address. While the page is in sight it is
// only in its memory: a copy of the tab starts with none, and gets one of its own.

const STORED = 'attention-viewer-tab';

/** The browser's store for this tab; null where it is denied. */
function store() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/** 128 random bits, as 32 hexadecimal digits. */
function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/** @type {string | null} */ let held = null;

/** The tab's secret; where the browser denies storage it lasts as long as the page. */
export function secret() {
  if (held) return held;
  const kept = store();
  held = kept?.getItem(STORED) ?? fresh();
  const save = () => kept?.setItem(STORED, held ?? '');
  const take = () => kept?.removeItem(STORED);
  take();
  window.addEventListener('pagehide', save);
  window.addEventListener('pageshow', take);
  document.addEventListener('visibilitychange', () => (document.hidden ? save() : take()));
  return held;
}
