"""Changes inside a pass, as a value: heads, patches, temperatures, positions, a register."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

import torch
from torch import Tensor

import vit
from app.engine.references import sentence
from app.parameters import bit_set
from vit.anatomy.position_edits import Change, changed_positions
from vit.anatomy.test_time_register import check_register
from vit.edits import HIDDEN, Fill
from vit.pictures.images import InputError

COLDEST, HOTTEST = 0.01, 100.0  # range of temperatures
ADDED = ("learned", "sinusoidal")  # positions that are vectors, added to the patches
WRITTEN = {  # how the items of a field are written, and an example
    "off": (r"\d{1,4}\.\d{1,4}", "off=0.2-1.5"),
    "hidden": (r"\d{1,5}", "hidden=3-17"),
    "blanked": (r"\d{1,5}", "blanked=3-17"),
    "temperature": (r"\d{1,4}:\d{1,4}(\.\d{1,9})?", "temperature=4:1.5-5:2"),
    "seed": (r"\d{1,6}", "seed=7"),
    "register": (r"\d{1,4}\.\d{1,6}", "register=5.1180-3.7"),
}

Positions = Literal["own", "zero", "shuffle", "shift"]
FILLS: tuple[Fill, ...] = ("zero", "mean")
POSITIONS: tuple[Positions, ...] = ("own", "zero", "shuffle", "shift")
W = TypeVar("W", bound=str)


@dataclass(frozen=True)
class Intervention:
    """Every change to one pass, hashable, so that it can be part of the key of a trace.

    `off` are heads (layer, head), replaced by `fill`; `hidden` are patches that no token attends
    to, `blanked` patches whose pixels are the preprocessing's mean colour, both counted from 0 row
    by row; `temperature` are layers with the divisor of their scores; `register` are the neurons
    (layer, neuron) that act in an added token in place of the patches, which a pass has with any.
    """

    off: frozenset[tuple[int, int]] = frozenset()
    fill: Fill = "zero"
    hidden: frozenset[int] = frozenset()
    blanked: frozenset[int] = frozenset()
    temperature: tuple[tuple[int, float], ...] = ()
    positions: Positions = "own"
    seed: int = 0
    register: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Intervention":
        """From a query string: `off=0.2-1.5`, `hidden=3-17`, `temperature=4:1.5-5:2` and so on.

        A set may be the bits of its numbers instead: `hidden=*CAAC`, and `off=*6.BITS` where a
        layer counts as six heads (see app/parameters.py). InputError names a field that is wrong.
        """
        positions: Positions = _word(query, "positions", POSITIONS)
        heats = (text.split(":") for text in _items(query, "temperature"))
        seeds = _items(query, "seed") or ["0"]
        if len(seeds) > 1:
            raise InputError(f"Seed {query['seed']!r} is not one number: write it as in seed=7.")
        return cls(
            off=frozenset(_heads(query)),
            fill=_word(query, "fill", FILLS),
            hidden=frozenset(_patches(query, "hidden")),
            blanked=frozenset(_patches(query, "blanked")),
            temperature=tuple(sorted((int(layer), float(heat)) for layer, heat in heats)),
            positions=positions,
            seed=int(seeds[0]) if positions == "shuffle" else 0,
            register=frozenset(_pairs(query, "register")),
        )

    def words(self) -> dict[str, str]:
        """As the fields of a query string, which `parse` reads; what is unchanged is left out."""
        words = {
            "off": "-".join(f"{layer}.{head}" for layer, head in sorted(self.off)),
            "fill": "" if self.fill == FILLS[0] else self.fill,
            "hidden": "-".join(map(str, sorted(self.hidden))),
            "blanked": "-".join(map(str, sorted(self.blanked))),
            "temperature": "-".join(f"{layer}:{heat:g}" for layer, heat in self.temperature),
            "register": "-".join(f"{layer}.{neuron}" for layer, neuron in sorted(self.register)),
        }
        return {name: text for name, text in words.items() if text}

    def check(self, config: vit.ViTConfig) -> None:
        """InputError, one sentence, for what this model does not have."""
        for layer, head in self.off:
            if layer >= config.depth or head >= config.heads:
                raise InputError(
                    f"Layer {layer + 1}, head {head + 1} does not exist: this model has "
                    f"{config.depth} layers of {config.heads} heads."
                )
        self._check_patches(config.grid.patches)
        for layer, heat in self.temperature:
            if layer >= config.depth or not COLDEST <= heat <= HOTTEST:
                raise InputError(
                    f"Temperature {heat:g} in layer {layer + 1} is not possible: choose one of "
                    f"{config.depth} layers and a temperature from {COLDEST:g} to {HOTTEST:g}."
                )
        if self.positions != "own" and config.positions not in ADDED:
            raise InputError("This model adds no position embeddings, so there are none to change.")
        if self.register:
            try:
                check_register(config, self.register)
            except ValueError as error:
                raise InputError(sentence(str(error))) from error

    def _check_patches(self, patches: int) -> None:
        for patch in self.hidden | self.blanked:
            if patch >= patches:
                raise InputError(f"Patch {patch} does not exist: patches are 0 to {patches - 1}.")
        if len(self.hidden) == patches:
            raise InputError("Every patch is hidden: leave at least one for the model to see.")

    def derived(self, model: vit.ViT) -> vit.ViT:
        """The model of the pass: with a token more where there is a register."""
        if not self.register:
            return model
        self.check(model.config)
        return vit.with_register(model, sorted(self.register))

    def edits(self, model: vit.ViT) -> vit.Edits:
        """The edits of a pass through this model, as the library takes them."""
        config, like = model.config, model.patch_embed.proj.weight
        self.check(config)
        gate = bias = heat = table = None
        if self.off:
            gate = like.new_ones(config.depth, config.heads, requires_grad=False)
            for place in self.off:
                gate[place] = 0
        if self.hidden:
            bias = like.new_zeros(config.tokens, requires_grad=False)
            bias[config.prefix + torch.tensor(sorted(self.hidden))] = HIDDEN
        if self.temperature:
            heat = like.new_ones(config.depth, requires_grad=False)
            for layer, value in self.temperature:
                heat[layer] = value
        if self.positions != "own":
            change: Change = self.positions
            table = changed_positions(model, change, self.seed)
        return vit.Edits(gate, self.fill, bias, heat, table)

    def blank(self, pixels: Tensor, grid: vit.Grid) -> Tensor:
        """Model input [3,H,W] with the blanked patches at the mean colour, which is zero there."""
        if not self.blanked:
            return pixels
        pixels = pixels.clone()
        for patch in self.blanked:
            row, col = divmod(patch, grid.cols)
            rows = slice(row * grid.patch, (row + 1) * grid.patch)
            pixels[:, rows, col * grid.patch : (col + 1) * grid.patch] = 0
        return pixels


def _word(query: Mapping[str, str], name: str, known: tuple[W, ...]) -> W:
    """A field that is one of some words, the first of them where it is missing."""
    text = query.get(name, known[0])
    for word in known:
        if word == text:
            return word
    raise InputError(f"{text!r} is no {name}: use {', '.join(known)}.")


def _heads(query: Mapping[str, str]) -> list[tuple[int, int]]:
    """Heads (layer, head), from their names or from the bits of a set."""
    text = query.get("off", "")
    if not text.startswith("*"):
        return _pairs(query, "off")
    stride, _, bits = text[1:].partition(".")
    if not re.fullmatch("[1-9][0-9]{0,3}", stride):
        raise InputError(f"{text!r} of off cannot be read: write it as in off=*6.BITS.")
    return [divmod(number, int(stride)) for number in _bits("off", bits)]


def _pairs(query: Mapping[str, str], name: str) -> list[tuple[int, int]]:
    """Pairs of numbers that a full stop parts, as in 0.2-1.5."""
    pairs = (item.split(".") for item in _items(query, name))
    return [(int(layer), int(place)) for layer, place in pairs]


def _patches(query: Mapping[str, str], name: str) -> list[int]:
    """Patches, from their numbers or from the bits of a set."""
    text = query.get(name, "")
    return _bits(name, text[1:]) if text.startswith("*") else list(map(int, _items(query, name)))


def _bits(name: str, text: str) -> list[int]:
    try:
        return bit_set(text)
    except ValueError as error:
        raise InputError(f"The bits of {name} cannot be read: {error}.") from error


def _items(query: Mapping[str, str], name: str) -> list[str]:
    """The items of a field, which hyphens part; none where the field is missing or empty."""
    text = query.get(name, "")
    items = text.split("-") if text else []
    pattern, example = WRITTEN[name]
    for item in items:
        if not re.fullmatch(pattern, item, re.ASCII):
            raise InputError(f"{item!r} of {name} cannot be read: write it as in {example}.")
    return items


NONE = Intervention()
