"""What a person sees of the screen in sight, in a form that two pages can be compared by."""

# Whether the address says what the page shows.
SETTLED = """async () => {
  const {addressOf} = await attentionViewer.load('state/address');
  const {pageState} = await attentionViewer.load('state/page');
  return location.pathname + location.search === addressOf(pageState.facts);
}"""
# Pictures, the status line, and how every control stands. Measured times are left out, of the curve
# of costs too; so are the words for screen readers, which come after a rest.
SEEN = """() => {
  const visible = node => node.getClientRects().length > 0;
  const all = selector => [...document.querySelectorAll(selector)].filter(visible);
  const name = node =>
    node.dataset.av ?? node.dataset.set ?? node.getAttribute('aria-label') ?? node.className;
  const lines = [...document.querySelectorAll('.av-status > :not(.av-unseen)')].filter(visible);
  const measured = /(forward|redraw(n in)?) [\\d.]+ (ms|s|min)/g;
  return {
    pictures: all('[role=tabpanel] canvas:not([data-av=curve])').map(canvas => canvas.toDataURL()),
    status: lines.map(node => node.textContent.replace(measured, '')),
    pressed: all('[role=tabpanel] [aria-pressed=true]').map(
      node => `${name(node)} ${node.dataset.to ?? node.dataset.index ?? ''}`),
    values: all('[role=tabpanel] :is(select, input)').map(node => `${name(node)} ${node.value}`),
  };
}"""
FRAME = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"""
