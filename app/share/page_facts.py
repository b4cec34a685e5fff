"""What a page shows when something of it is saved: the facts of its link, with their defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from app.engine.engine import Engine
from app.engine.interventions import Intervention
from app.engine.recorded import Recorded
from app.share.facts import checked, read_facts
from app.wire.link_fields import CHANGE_FIELDS, FACT_FIELDS, LinkFacts
from app.wire.question import NO_CLASS
from vit.figures.look import Look

JOINED = {  # method -> the kinds of map that are chosen with it, as in the page's state
    "attention": {"kind": "attention", "lab_map": "attention"},
    "rollout": {"kind": "rollout", "lab_map": "rollout", "explained": "rollout"},
    "class": {"kind": "relevance", "explained": "relevance"},
}


@dataclass(frozen=True)
class PageFacts:
    """The `words` of a link, and its `facts`, checked against the view; `facts[name]` by default.

    `words` may hold more than a link does: what one screen alone knows of itself. `visit` is that
    whose own pictures may be shown.
    """

    words: Mapping[str, str]
    facts: LinkFacts
    visit: str = ""

    def __getitem__(self, name: str) -> Any:
        """The value of a fact, else that which a link leaves out."""
        joined = JOINED.get(str(self.facts.get("method")), {})
        return self.facts.get(name, joined.get(name, FACT_FIELDS[name].default))

    @property
    def look(self) -> Look:
        """How maps are drawn over the picture."""
        names = ("colormap", "opacity", "smooth", "grid")
        return Look(**{name: self[name] for name in names})

    def layer(self, recorded: Recorded, name: str = "layer") -> int:
        """A fact that counts layers, the last one by default."""
        chosen: int | None = self[name]
        return recorded.trace.config.depth - 1 if chosen is None else chosen

    def target(self, recorded: Recorded) -> int:
        """Index of the class, by default the likeliest; ValueError for a model without classes."""
        if recorded.trace.config.outputs == "none":
            raise ValueError(NO_CLASS)
        chosen = self["target"]
        return int(recorded.trace.logits.argmax()) if chosen is None else chosen["index"]

    @property
    def change(self) -> Intervention:
        """The changed pass of the interventions."""
        return Intervention.parse({n: self.words[n] for n in CHANGE_FIELDS if n in self.words})


def read_page(engine: Engine, recorded: Recorded, link: str, visit: str = "") -> PageFacts:
    """The facts of a link's query; ValueError, one sentence that names a wrong field."""
    words = dict(parse_qsl(link, keep_blank_values=True))
    return PageFacts(words, checked(engine, recorded, read_facts(words)), visit)
