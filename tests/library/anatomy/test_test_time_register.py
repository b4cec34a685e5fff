"""A pass with an added register, against the same blocks with hooks, and its effect on outliers."""

from contextlib import ExitStack

import pytest
import torch

import vit
from app.engine.gallery import FOLDER
from tests.support.planted import planted, with_outliers
from tests.support.tiny import EXACT, VARIANTS, tiny_model, tiny_pixels
from vit.model import ViT
from vit.pictures.images import decode

NEURONS = [(0, 3), (1, 7), (1, 11), (2, 0)]
LAYOUTS = VARIANTS | {
    "distilled": {"distilled": True, "registers": 0},
    "pooled by attention": {"pool": "attention", "class_token": False, "registers": 0},
    "other sizes": {"base_patch": 6, "base_grid": (5, 7), "resampling": "bilinear"},
}


def hooked(model, pixels, neurons):
    """Tokens [1,N+1,D] after every block; the register comes last, behind the patches."""
    prefix, tokens = model.config.prefix, model.embed(pixels[None])
    kept = None
    if model.config.rope:
        kept = torch.tensor([*range(tokens.shape[1]), 0])  # turned as the first prefix token: not

    def change(layer):
        units = [neuron for at, neuron in neurons if at == layer]

        def hook(_module, inputs):
            hidden = inputs[0].clone()
            for unit in units:
                patches = hidden[0, prefix:-1, unit]
                hidden[0, -1, unit] = patches[patches.abs().argmax()]
                hidden[0, :-1, unit] = 0
            return (hidden,)

        return hook

    register = model.norm_pre(torch.zeros_like(tokens[:, :1]))
    states = [torch.cat([tokens, register], dim=1)]
    with ExitStack() as stack:
        for layer, block in enumerate(model.blocks):
            hook = block.mlp.fc2.register_forward_pre_hook(change(layer))
            stack.callback(hook.remove)
        for layer in range(model.config.depth):
            states.append(model.encode(states[-1], start=layer, stop=layer + 1, kept=kept))
    order = [*range(prefix), -1, *range(prefix, tokens.shape[1])]
    return torch.stack(states)[:, 0, order]


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_pass_is_that_of_hooks_on_the_plain_model(name):
    model = tiny_model(**LAYOUTS[name])
    pixels = tiny_pixels(model)
    derived = vit.with_register(model, NEURONS)
    record = vit.trace(derived, pixels)
    torch.testing.assert_close(record.residual, hooked(model, pixels, NEURONS), **EXACT)
    expected = model.classify(
        torch.cat(
            [
                record.residual[-1:, : model.config.prefix],
                record.residual[-1:, model.config.prefix + 1 :],
            ],
            dim=1,
        )
    )
    torch.testing.assert_close(record.logits, expected[0], **EXACT)
    assert record.config.prefix_names == (*model.config.prefix_names, "test-time register")
    assert record.grid.tokens == model.config.tokens + 1
    torch.testing.assert_close(
        record.attention(1).sum(dim=-1), torch.ones(3, record.grid.tokens).double()
    )


def test_the_models_own_pass_stays_and_no_weight_is_copied():
    model = tiny_model()
    pixels = tiny_pixels(model)
    before = vit.trace(model, pixels)
    derived = vit.with_register(model, NEURONS)
    vit.trace(derived, pixels)
    assert torch.equal(vit.trace(model, pixels).residual, before.residual)
    assert {id(one) for one in derived.parameters()} == {id(one) for one in model.parameters()}
    assert derived.config.registers == model.config.registers


def test_another_size_keeps_the_register():
    model = tiny_model(base_patch=6, base_grid=(5, 7), resampling="bilinear")
    pixels = torch.randn(3, 64, 48, generator=torch.Generator().manual_seed(3)).double()
    one = vit.with_register(model, NEURONS).at_size((64, 48), 16)
    other = vit.with_register(model.at_size((64, 48), 16), NEURONS)
    assert torch.equal(vit.trace(one, pixels).residual, vit.trace(other, pixels).residual)
    assert one.config.tokens == 12 + 3 + 1


@pytest.mark.parametrize("changes", [{}, {"pool": "avg"}, {"distilled": True}])
def test_gradients_and_statistics_take_the_pass_as_any_other(changes):
    model = vit.with_register(tiny_model(**changes), NEURONS)
    pixels = tiny_pixels(model)
    record, graded = vit.trace(model, pixels), vit.trace_gradient(model, pixels, 2)
    torch.testing.assert_close(graded.trace.residual, record.residual, **EXACT)
    torch.testing.assert_close(graded.trace.logits, record.logits, **EXACT)
    heat = vit.relevance(graded)
    assert heat.shape == (4, 6)
    assert vit.head_statistics(record).received.shape == (3, 3, record.grid.tokens)
    removed = vit.token_removal(model, record, 2)
    kept = [token for token in range(record.grid.tokens) if token != model.config.prefix]
    tokens = model.embed(pixels[None])[:, kept]
    logits = model.classify(model.encode(tokens, kept=torch.tensor(kept)))
    drop = record.probabilities()[2] - logits.softmax(dim=-1)[0, 2]
    torch.testing.assert_close(removed.flatten()[0], drop, **EXACT)


def test_a_register_takes_planted_outliers_over():
    model, before, found, _ = with_outliers()
    clean, pixels = tiny_model(image=model.config.image), tiny_pixels(model)
    assert found.ratio > 3
    (best,) = vit.register_neurons(model, before, found, count=1)
    after = vit.trace(vit.with_register(model, [best[:2]]), pixels)
    healed = vit.outlier_tokens(after)
    assert healed.tokens == ()
    assert healed.ratio < 1.5
    register, patches = after.residual[2, 3], after.residual[2, 4:]
    assert register.norm() > 3 * patches.norm(dim=-1).median()  # the length went there

    own = vit.trace(clean, pixels).residual[-1, 3:]
    alike = [
        torch.cosine_similarity(one, own, dim=-1).mean().item()
        for one in (before.residual[-1, 3:], after.residual[-1, 4:])
    ]
    assert alike[1] > max(0.95, alike[0])


def test_a_register_heals_a_planted_dinov2(dinov2: ViT):
    model = planted(dinov2.at_grid(24, 24), 5, 1180, 57.0)
    picture = vit.prepare(model, decode(FOLDER / "rocket.jpg").rgb)
    before = vit.trace(model, picture.pixels, picture.view)
    found = vit.outlier_tokens(before)
    assert found.ratio > 10
    assert found.since == 6
    best = vit.register_neurons(model, before, found)[0]
    assert best[:2] == (5, 1180)
    after = vit.trace(vit.with_register(model, [best[:2]]), picture.pixels, picture.view)
    assert vit.outlier_tokens(after).ratio < 2.5
    own = vit.trace(dinov2.at_grid(24, 24), picture.pixels, picture.view).residual[-1]
    alike = torch.cosine_similarity
    assert alike(before.residual[-1, 1:], own[1:], dim=-1).mean() < 0.7
    assert alike(after.residual[-1, 2:], own[1:], dim=-1).mean() > 0.999
    assert alike(after.residual[-1, 0], own[0], dim=-1) > 0.998


@pytest.mark.parametrize("place", [(3, 0), (-1, 0), (0, 96)])
def test_a_neuron_that_does_not_exist_is_named(place):
    with pytest.raises(ValueError, match=f"neuron {place[1]} of layer {place[0]} does not exist"):
        vit.with_register(tiny_model(), [place])


def test_a_model_that_pools_its_prefix_tokens_is_refused():
    with pytest.raises(ValueError, match="mean of all tokens"):
        vit.with_register(tiny_model(pool="avg", pool_prefix=True), NEURONS)


def test_an_mlp_whose_neurons_are_moved_needs_every_token():
    block = vit.with_register(tiny_model(), NEURONS).block(0)
    with pytest.raises(ValueError, match="give the MLP every token"):
        block.mlp(torch.zeros(24).double())
