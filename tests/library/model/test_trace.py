"""The trace: derived attention is the attention the model used, and a broken record is refused."""

from dataclasses import replace

import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels
from vit.edits import Edits
from vit.grid import Box, View
from vit.overflow import NotFiniteError
from vit.trace import NoClassifierError, trace


@pytest.fixture(scope="module")
def model():
    return tiny_model()


@pytest.fixture(scope="module")
def record(model):
    return trace(model, tiny_pixels(model))


class Contexts:
    """A tap that keeps what the fused kernel gave."""

    def __init__(self):
        self.seen = []

    def __call__(self, layer, query, key, value, context, residual):
        self.seen.append(context[0])


def test_derived_attention_gives_the_context_of_the_fused_kernel(model, record):
    contexts = Contexts()
    model.encode(model.embed(tiny_pixels(model)[None]), contexts)
    for layer, context in enumerate(contexts.seen):
        derived = record.attention(layer) @ record.value[layer]
        torch.testing.assert_close(derived, context, rtol=0, atol=1e-12)


def test_logits_are_those_of_the_forward(model, record):
    torch.testing.assert_close(record.logits, model(tiny_pixels(model)[None])[0], rtol=0, atol=0)


def test_residual_runs_from_the_embedding_to_the_tokens_that_are_classified(model, record):
    tokens = model.embed(tiny_pixels(model)[None])
    torch.testing.assert_close(record.residual[0], tokens[0], rtol=0, atol=0)
    logits = model.classify(record.residual[-1].clone()[None])[0]
    torch.testing.assert_close(logits, record.logits, rtol=0, atol=1e-12)


def test_rows_sum_to_one_and_columns_are_the_transpose_view(record):
    for layer in range(record.config.depth):
        full = record.attention(layer)
        torch.testing.assert_close(full.sum(-1), torch.ones_like(full[..., 0]))
        for token in (0, 4, record.config.tokens - 1):
            torch.testing.assert_close(record.attention_from(token)[layer], full[:, token])
            torch.testing.assert_close(record.attention_to(token)[layer], full[:, :, token])


def test_attention_is_computed_in_float32_at_least(model):
    half = tiny_model().to(torch.bfloat16)
    record = trace(half, tiny_pixels(half))
    assert record.query.dtype == torch.bfloat16
    assert record.attention(0).dtype == torch.float32
    assert record.probabilities().dtype == torch.float32
    torch.testing.assert_close(record.attention(0).sum(-1), torch.ones(3, 27))


def test_a_record_holds_what_its_shapes_say(record):
    config = record.config
    entries = 3 * config.depth * config.tokens * config.width
    entries += (config.depth + 1) * config.tokens * config.width + config.classes
    assert record.nbytes == entries * 8


def test_writing_to_a_record_is_an_error(model):
    record = trace(model, tiny_pixels(model))  # its own: torch raises after it has written
    with pytest.raises(RuntimeError, match="inference tensor"):
        record.query.mul_(2)


def test_tokens_that_do_not_exist_are_named(record):
    with pytest.raises(IndexError, match="token 27 does not exist: tokens are 0 to 26"):
        record.attention_from(27)
    with pytest.raises(IndexError, match="token -1"):
        record.attention_to(-1)


def test_an_incomplete_record_cannot_be_built(record):
    with pytest.raises(ValueError, match=r"trace\.key has shape"):
        replace(record, key=record.key[:-1])


def test_a_pass_that_overflows_is_refused(model):
    with pytest.raises(ValueError, match="overflowed"):
        trace(model, torch.full((3, 32, 48), 1e308, dtype=torch.float64))


def test_outputs_decide_how_probabilities_are_made():
    for outputs, total in (("softmax", 1.0), ("sigmoid", None)):
        model = tiny_model(outputs=outputs)
        record = trace(model, tiny_pixels(model))
        probabilities = record.probabilities()
        assert ((probabilities > 0) & (probabilities < 1)).all()
        if total:
            torch.testing.assert_close(probabilities.sum().item(), total)
        else:
            torch.testing.assert_close(probabilities, 1 / (1 + (-record.logits).exp()))
    features = tiny_model(outputs="none", classes=0)
    with pytest.raises(NoClassifierError, match="no classifier"):
        trace(features, tiny_pixels(features)).probabilities()


def test_a_gate_switches_exactly_one_head_off(model, record):
    gate = torch.ones(3, 3)
    gate[1, 2] = 0
    edited = trace(model, tiny_pixels(model), edits=Edits(head_gate=gate))
    torch.testing.assert_close(edited.residual[1], record.residual[1], rtol=0, atol=0)
    attention = model.blocks[1].attn
    context = record.attention(1) @ record.value[1]
    lost = context[2] @ attention.proj.weight[:, 16:24].T
    block = model.blocks[1]
    before = record.residual[1] + attention.join(context[None])[0] - lost
    expected = before + block.mlp(block.norm2(before))
    torch.testing.assert_close(edited.residual[2], expected, rtol=0, atol=1e-12)


def test_edited_positions_replace_the_patches_positions_alone(model):
    pixels = tiny_pixels(model)
    same = trace(model, pixels, edits=Edits(positions=model.patch_positions()))
    torch.testing.assert_close(same.logits, trace(model, pixels).logits, rtol=0, atol=0)
    without = trace(model, pixels, edits=Edits(positions=torch.zeros_like(model.patch_positions())))
    plain = trace(model, pixels)
    prefix = model.config.prefix
    torch.testing.assert_close(without.residual[0, :prefix], plain.residual[0, :prefix])
    moved = plain.residual[0, prefix:] - without.residual[0, prefix:]
    torch.testing.assert_close(moved, model.patch_positions())


@pytest.mark.gpu
def test_a_gpu_gives_the_same_record():
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    model = tiny_model()
    here = trace(model, tiny_pixels(model))
    there = trace(tiny_model().cuda(), tiny_pixels(model))
    assert there.query.is_cuda
    for layer in range(3):
        torch.testing.assert_close(there.attention(layer).cpu(), here.attention(layer))


def test_a_strip_that_no_patch_covers_is_not_in_the_view():
    model = tiny_model(image=(37, 50), ragged=True)
    pixels = tiny_pixels(model)
    record = trace(model, pixels, View((74, 100), Box(0, 0, 100, 74), (37, 50)))
    assert (record.grid.rows, record.grid.cols) == (4, 6)
    assert record.view == View((74, 100), Box(0, 0, 96, 64), (32, 48))
    cut = trace(tiny_model(), pixels[:, :32, :48])
    assert record.logits.equal(cut.logits)


def test_the_pooling_attention_is_recorded_over_all_tokens():
    model = tiny_model(pool="attention", class_token=False)
    record = trace(model, tiny_pixels(model))
    assert record.pooling.shape == (3, 26)
    assert not record.pooling[:, :2].any()
    torch.testing.assert_close(record.pooling.sum(-1), torch.ones(3, dtype=torch.float64))
    tensors = (record.logits, record.query, record.key, record.value, record.residual)
    assert record.nbytes == sum(tensor.nbytes for tensor in tensors) + 3 * 26 * 8
    with pytest.raises(ValueError, match="has a pooling attention if its model pools"):
        replace(record, pooling=None)


def test_outputs_that_are_no_numbers_are_refused(model):
    broken = tiny_model()
    broken.head.bias[2] = float("nan")
    with pytest.raises(NotFiniteError, match="undefined values in the outputs"):
        trace(broken, tiny_pixels(broken))
