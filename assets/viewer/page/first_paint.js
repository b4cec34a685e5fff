// Runs in the page's HTML before anything is painted or fetched: theme and size of type as they were
// left, which theme.js and large.js keep afterwards, and the key of this document.
{
  const recall = name => {
    try {
      return localStorage.getItem(`attention-viewer-${name}`);
    } catch {
      return null; // denied, as in a frame of another site
    }
  };
  const theme = recall('theme') ?? new URLSearchParams(location.search).get('__theme');
  const system = matchMedia('(prefers-color-scheme: dark)').matches;
  const {classList} = document.body;
  classList.toggle('dark', theme === 'dark' || (theme !== 'light' && system));
  classList.toggle('av-large', recall('type') === 'large');
}

// Requests to Gradio carry the key of this document: a session's hash stands in addresses, and alone
// opens nothing (app/doors/sessions.py). Gradio tells no component of an event that is refused, so the
// document does.
{
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const key = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
  const plain = window.fetch;
  const events = /^gradio_api\/(queue|heartbeat|run|cancel|reset)\b/;
  const joins = /^gradio_api\/queue\/join\b/;
  const tell = reply => {
    if (reply.ok) return;
    window.dispatchEvent(new CustomEvent('av-refused', {detail: reply.clone()}));
  };
  window.fetch = (address, options) => {
    const {href} = new URL(address instanceof Request ? address.url : address, document.baseURI);
    const root = new URL('.', document.baseURI).href;
    if (!href.startsWith(root) || !events.test(href.slice(root.length))) {
      return plain(address, options);
    }
    const request = new Request(address, options);
    request.headers.set('x-document', key);
    const reply = plain(request);
    if (joins.test(href.slice(root.length))) {
      reply.then(tell, () => {}); // a broken line is another matter
    }
    return reply;
  };
}
