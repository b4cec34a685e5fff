"""Attention in pieces against whole maps: the same numbers, and no map is ever held."""

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from tests.support.tiny import tiny_model, tiny_pixels
from vit.maps import flow, streaming
from vit.trace import trace

LAYOUTS = {
    "class token and registers": {},
    "class token": {"registers": 0},
    "mean": {"pool": "avg"},
    "patches only": {"pool": "avg", "class_token": False, "registers": 0},
}
FUSIONS = {"mean": torch.mean, "max": torch.amax, "min": torch.amin}
SMALL = {"cpu": 70}  # entries in a piece: 2 rows of the tiny model's 27 tokens, one head
HEADS = {"cpu": 27 * 27 * 2}  # all rows of two of the three heads


class Largest(TorchDispatchMode):
    """The most entries of any tensor made within it."""

    entries = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        made = func(*args, **(kwargs or {}))
        sizes = [leaf.numel() for leaf in tree_leaves(made) if isinstance(leaf, torch.Tensor)]
        self.entries = max(self.entries, *sizes, 0)
        return made


def recorded(**changes):
    model = tiny_model(**changes)
    return trace(model, tiny_pixels(model))


def by_matrices(record, residual, start, source):
    """Row `source` of the product of all (1 - a) A + a I."""
    tokens = record.config.tokens
    identity = torch.eye(tokens, dtype=torch.float64)
    product = identity
    for layer in range(start, record.config.depth):
        mixed = (1 - residual) * record.attention(layer).mean(dim=0) + residual * identity
        product = mixed @ product
    return flow.start_vector(record, source) @ product


@pytest.mark.parametrize("entries", [streaming.ENTRIES, SMALL, HEADS], ids=["one", "rows", "heads"])
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_rollout_in_pieces_is_rollout_of_matrices(layout, entries, monkeypatch):
    monkeypatch.setattr(streaming, "ENTRIES", entries)
    record = recorded(**layout)
    for source in (None, 4):
        expected = by_matrices(record, 0.4, 1, source)
        found = flow.rollout_tokens(record, residual=0.4, start=1, source=source)
        torch.testing.assert_close(found, expected, rtol=1e-12, atol=0)


@pytest.mark.parametrize("pool", ["token", "avg"])
def test_more_tokens_than_a_piece_holds(pool):
    record = recorded(image=(224, 256), pool=pool)
    assert record.config.tokens * record.config.tokens > 3 * streaming.ENTRIES["cpu"]
    expected = by_matrices(record, 0.5, 0, None)
    torch.testing.assert_close(flow.rollout_tokens(record), expected, rtol=1e-12, atol=0)


def test_single_precision_loses_little():
    model = tiny_model(image=(224, 256))
    pixels = tiny_pixels(model)
    expected = by_matrices(trace(model, pixels), 0.5, 0, None)
    exact = trace(model, pixels)
    query, key = exact.query.float(), exact.key.float()
    found = flow.start_vector(exact).float().unsqueeze(0)
    for layer in reversed(range(exact.config.depth)):
        found = (found + streaming.attend(found, query[layer], key[layer])) / 2
    torch.testing.assert_close(found[0].double(), expected, rtol=1e-5, atol=0)


def test_half_precision_is_raised_before_the_scores():
    query, key = (torch.randn(2, 5, 4, dtype=torch.bfloat16) for _ in range(2))
    flows = torch.rand(3, 5)
    found = streaming.attend(flows, query, key)
    torch.testing.assert_close(found, streaming.attend(flows, query.float(), key.float()))


def test_three_tokens_by_hand():
    """Token 0 looks at 1 and 2 alike; head 2 sends every token to itself: half of each."""
    far = 1e3
    first = torch.tensor([[0.0, far, far], [far, 0.0, 0.0], [0.0, 0.0, far]])
    second = torch.eye(3) * far
    query = torch.stack([first, second]) * 3**0.5  # the keys are unit vectors of width 3
    key = torch.eye(3).expand(2, 3, 3)
    flows = torch.tensor([[1.0, 0.0, 0.0], [0.2, 0.3, 0.5]])
    # first head: 0 -> (1 + 2)/2, 1 -> 0, 2 -> 2; second head: all stay
    expected = torch.tensor([[0.5, 0.25, 0.25], [0.25, 0.2, 0.55]])
    torch.testing.assert_close(streaming.attend(flows, query, key), expected)


@pytest.mark.parametrize("entries", [streaming.ENTRIES, SMALL, HEADS], ids=["one", "rows", "heads"])
@pytest.mark.parametrize("fusion", FUSIONS)
def test_fused_rows_are_those_of_the_fused_map(fusion, entries, monkeypatch):
    monkeypatch.setattr(streaming, "ENTRIES", entries)
    record = recorded()
    expected = FUSIONS[fusion](record.attention(1), dim=0)
    parts = list(streaming.fused_rows(record.query[1], record.key[1], fusion))
    assert [rows.start for rows, _ in parts[1:]] == [rows.stop for rows, _ in parts[:-1]]
    found = torch.cat([fused for _, fused in parts])
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=0)


@pytest.mark.parametrize("entries", [streaming.ENTRIES, SMALL, HEADS], ids=["one", "rows", "heads"])
def test_sums_of_rows_give_every_column(entries, monkeypatch):
    monkeypatch.setattr(streaming, "ENTRIES", entries)
    record = recorded()
    query, key = record.query[1], record.key[1]
    shifted = key - key.mean(dim=1, keepdim=True)  # as it is sent: the weights are the same
    attention = record.attention(1)
    for keys in (key, shifted):
        sums = streaming.log_sums(query, keys)
        columns = [streaming.column(query, keys, sums, token) for token in range(27)]
        torch.testing.assert_close(torch.stack(columns, dim=-1), attention, rtol=0, atol=1e-12)


@pytest.mark.parametrize("knobs", [{}, {"fusion": "max"}, {"discard": 0.3}], ids=str)
def test_no_map_is_ever_held(knobs):
    record = recorded(image=(224, 256))
    with Largest() as largest:
        flow.rollout_tokens(record, **knobs)
    assert largest.entries <= streaming.ENTRIES["cpu"]
    with Largest() as largest:
        record.attention(0)
    assert largest.entries >= record.config.tokens**2
