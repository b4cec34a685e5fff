"""Every screen of the page and every section of it, and the way there."""

from tests.support.visit import Visit

# Screen -> the buttons of its sections, "" for the one that it opens with.
SECTIONS = {
    "Explore": ("",),
    "Explain": ("", "Rollout laboratory", "Does attention matter?"),
    "Compare": ("",),
    "Film": ("",),
    "Teach": ("",),
    "Positions": ("", "Position lab", "Embedding filters", "Figures of the paper"),
    "Heads": ("", "Head finder", "Interventions", "Depth"),
    "Learn": ("", "Build your own", "Diagram", "Glossary"),
    "Model card": ("",),
}
PLACES = [(screen, section) for screen, sections in SECTIONS.items() for section in sections]
OPEN = """name => [...document.querySelectorAll(
  '#av-tabs [role=tab], #av-tabs .overflow-dropdown button')]
  .find(node => node.textContent.trim() === name).click()"""


def show(one: Visit, screen: str, section: str = "") -> None:
    """Open a screen, also one that a narrow page hides in a menu, and one of its sections."""
    one.page.evaluate(OPEN, screen)
    if section:
        one.page.get_by_role("button", name=section, exact=True).click()
    if screen != "Model card":  # which paints nothing
        one.painted()
