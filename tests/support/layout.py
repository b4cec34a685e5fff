"""What is wrong with the layout of the page in sight: text that is cut, overlaps, or sticks out."""

# Parts that scroll by themselves, with a sign that they go on, and names written at an angle.
SCROLLERS = ".av-strip, .av-confusion, .av-learn-list, .av-starts, [popover], pre"
# Nobody sees these: texts for screen readers, and Gradio's twin of the tabs that it measures.
UNSEEN = ".av-unseen, .av-spoken, .visually-hidden, [aria-hidden=true] .av-heads"

FAULTS = f"""() => {{
  const box = node => node.getBoundingClientRect();
  const style = node => getComputedStyle(node);
  const isSeen = node => box(node).width > 1 && box(node).height > 1 && node.checkVisibility()
    && style(node).visibility === 'visible' && !node.closest('{UNSEEN}');
  const nameOf = node => `${{node.dataset.av ?? node.className}} "${{node.textContent.trim()
    .slice(0, 40)}}"`;
  const hasText = node => [...node.childNodes].some(
    one => one.nodeType === Node.TEXT_NODE && one.textContent.trim());
  const linesOf = node => {{
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter(line => line.width > 2 && line.height > 4);
  }};
  // What sticks to the window lies over what scrolls beneath it, and is a layer of its own.
  const layerOf = node => node.closest('.av-status') ? 'status'
    : node.closest('#av-tabs > :first-child, #av-bar, #av-upload') ? 'bar' : 'page';
  const overlap = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 3
    && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 5;
  const root = document.documentElement;
  const faults = root.scrollWidth > root.clientWidth ? ['the page scrolls sideways'] : [];
  const nodes = [...document.querySelectorAll('.gradio-container *')].filter(
    node => hasText(node) && isSeen(node) && !node.closest('{SCROLLERS}'));
  for (const node of nodes) {{
    const clips = style(node).overflowX !== 'visible' || node.tagName === 'BUTTON';
    if (clips && node.scrollWidth > node.clientWidth + 1) faults.push(`cut: ${{nameOf(node)}}`);
    if (linesOf(node).some(line => line.right > innerWidth + 1)) {{
      faults.push(`out of the window: ${{nameOf(node)}}`);
    }}
  }}
  for (const node of nodes) {{
    const row = node.parentElement.closest('button');
    if (row && linesOf(node).some(line => line.right > box(row).right + 1)) {{
      faults.push(`sticks out of its row: ${{nameOf(node)}}`);
    }}
  }}
  const lines = nodes.flatMap(node => linesOf(node).map(line => [node, line]));
  lines.forEach(([node, line], i) => {{
    for (const [other, its] of lines.slice(i + 1)) {{
      const related = node === other || node.contains(other) || other.contains(node);
      if (!related && layerOf(node) === layerOf(other) && overlap(line, its)) {{
        faults.push(`${{nameOf(node)}} lies over ${{nameOf(other)}}`);
      }}
    }}
  }});
  const buttons = nodes.filter(node => node.tagName === 'BUTTON');
  buttons.forEach((node, i) => {{
    for (const other of buttons.slice(i + 1)) {{
      if (layerOf(node) === layerOf(other) && overlap(box(node), box(other))) {{
        faults.push(`${{nameOf(node)}} lies over ${{nameOf(other)}}`);
      }}
    }}
  }});
  const status = [...document.querySelectorAll('.av-status')].find(isSeen);
  const screens = document.querySelector('#av-tabs > :first-child');
  if (status && overlap(box(status), box(screens))) faults.push('the status line is covered');
  return [...new Set(faults)];
}}"""

# Whether the picture and the status line of the screen in sight lie inside the window.
IN_SIGHT = """picture => {
  const seen = [...document.querySelectorAll(`${picture}, .av-status`)].filter(
    node => node.getClientRects().length);
  return seen.length > 1 && seen.every(node => {
    const {top, bottom} = node.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight + 1;
  });
}"""

# Whether the element with the focus lies between the bars at the edges of the window; true for the
# bars' own, and for a picture that is taller than the room between them.
CLEAR = """() => {
  const node = document.activeElement;
  const bars = '.av-status, #av-tabs > :first-child, #av-bar, #av-upload';
  if (node === document.body || node.closest(bars) || node.matches('canvas')) return true;
  const seen = [...document.querySelectorAll(bars)].filter(one => one.getClientRects().length);
  const {top, bottom} = node.getBoundingClientRect();
  const over = seen.map(one => one.getBoundingClientRect()).filter(
    one => one.bottom > 0 && one.top < innerHeight);
  return top >= 0 && over.every(one => bottom <= one.top + 1 || top >= one.bottom - 1);
}"""
