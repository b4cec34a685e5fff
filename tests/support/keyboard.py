"""A person who has a keyboard and no pointer."""

from tests.support.visit import Visit

FAR = 150  # stops of the Tab key: no screen has as many
FOCUSED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return {name: '', role: ''};
  const text = one => one?.textContent.trim().replace(/\\s+/g, ' ') ?? '';
  return {
    name: node.getAttribute('aria-label') ?? (text(node) || text(node.labels?.[0])),
    role: node.getAttribute('role') || node.type || node.localName,
    value: node.getAttribute('aria-valuetext') ?? node.value ?? '',
  };
}"""


class Keyboard:
    """Reaches things by their names, as they are spoken, with the Tab key alone."""

    def __init__(self, one: Visit) -> None:
        self.one, self.page = one, one.page

    @property
    def focused(self) -> dict[str, str]:
        """Name, role and value of what has the focus."""
        return self.page.evaluate(FOCUSED)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, name: str, *, back: bool = False) -> dict[str, str]:
        """Press Tab, or Shift and Tab, until something has the focus whose name begins so."""
        passed = []
        for _ in range(FAR):
            self.press("Shift+Tab" if back else "Tab")
            focused = self.focused
            if focused["name"].startswith(name):
                return focused
            passed.append(focused["name"])
        raise AssertionError(f"no stop of the Tab key is named {name!r}, only {passed}")

    def do(self, name: str, *, back: bool = False) -> None:
        """Reach a button and press it."""
        self.go(name, back=back)
        self.press("Enter")

    def open(self, screen: str) -> None:
        """Open a screen by its tab, and go to its picture by the link that skips the rest."""
        self.do(screen)
        if screen != "Model card":  # which paints nothing
            self.one.painted()
        self.do("Skip to the", back=True)
