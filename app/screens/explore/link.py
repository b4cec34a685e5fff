"""What the Explore screen shows of a link; there is something to see whatever the link says."""

from collections.abc import Mapping

from app.engine.engine import Engine
from app.screens.explore.view import Explored, explore
from app.settings import Selection
from app.share.opening import absence, open_link, opened


def explore_link(
    engine: Engine,
    words: Mapping[str, str],
    facts: Mapping[str, str],
    visit: str,
    *,
    again: bool = False,
) -> tuple[Selection, Explored]:
    """The selection of a link's words and facts, and the view of it.

    A link that cannot be read gives the first example by the program's own model, with the error in
    the answer. `again` says that the page had this view before. ValueError only where not even
    that can be shown.
    """
    try:
        return _explore(engine, words, facts, visit, again=again)
    except ValueError as error:
        if not words and not facts:
            raise
        selection, explored = _explore(engine, {}, {}, visit)
        explored.answer["error"] = str(error)
        return selection, explored


def _explore(
    engine: Engine,
    words: Mapping[str, str],
    facts: Mapping[str, str],
    visit: str,
    *,
    again: bool = False,
) -> tuple[Selection, Explored]:
    opening = open_link(engine, words, facts, visit, again=again)
    recorded = engine.record(engine.key(opening.selection), visit=visit)
    facts_of_link = opened(engine, recorded, opening)
    explored = explore(engine, opening.selection, visit)
    explored.viewer["opened"] = facts_of_link
    if opening.waiting:
        note, offer = absence(engine, opening.waiting.key)
        explored.answer["note"], explored.answer["offer"] = note, offer
    return opening.selection, explored
