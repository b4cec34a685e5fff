"""A test-time register on the page, with outliers that were planted in the model."""

import re

import pytest
from playwright.sync_api import expect

import vit
from app.engine.store import own_key
from tests.support.planted import planted
from tests.support.screens.heads import open_heads
from tests.support.tiny import tiny_model
from tests.support.visit import part

pytestmark = pytest.mark.browser


KEY = own_key("a planted neuron", "planted")


@pytest.fixture
def ill(visit, site):
    """A page on a model of 96 patches in which a neuron makes some of the picture's outliers."""
    one = visit()
    rgb = site.engine.picture(site.recorded(one.token).key.digest).rgb
    for neuron in range(96):
        model = planted(tiny_model(image=(64, 96), outputs="none", classes=0), 1, neuron, 400.0)
        model = model.float()
        found = vit.outlier_tokens(vit.trace(model, vit.prepare(model, rgb).pixels))
        if found.since == 2 and len(found.tokens) < 24:
            break
    site.engine.store.hold(KEY, model)
    yield one
    site.engine.store._own.drop(KEY)


def test_a_model_without_outliers_says_so_and_offers_no_register(visit, site):
    one = open_heads(visit())
    found = vit.outlier_tokens(site.trace(one.token))
    if not found.tokens:
        expect(part(one, "register-facts")).to_contain_text("nothing for a register to take over")
    assert part(one, "register-add").is_visible() == bool(found.tokens)
    expect(part(one, "register-panel")).to_be_hidden()


def test_a_register_of_a_link_is_the_librarys_and_can_be_taken_back(ill, site):
    one, before = ill, ill.token
    one.page.goto(f"{site.url}?model=trained:planted&screen=heads&registers=2")
    one.ready(after=before)
    says = part(one, "register-says")
    expect(says).to_contain_text(re.compile(r"outliers: \d+ → 0"))
    expect(part(one, "register-number")).to_have_text("2")
    recorded = site.recorded(one.token)
    neurons = vit.register_neurons(
        recorded.model, recorded.trace, vit.outlier_tokens(recorded.trace), 2
    )
    derived = vit.with_register(recorded.model, [neuron[:2] for neuron in neurons])
    after = vit.trace(derived, site.engine.prepared(recorded.key).pixels)
    expect(says).to_contain_text(f"→ {vit.outlier_tokens(after).ratio:.1f} times the median")
    one.painted()
    for kind in ("lengths", "attention"):
        sides = [part(one, f"register-{kind}-{side}").screenshot() for side in ("before", "after")]
        assert sides[0] != sides[1], kind
    part(one, "register-lengths-after").hover()
    expect(part(one, "heads-status")).to_contain_text("times the median   attention")

    part(one, "register-remove").click()
    expect(part(one, "register-panel")).to_be_hidden()
    expect(one.page).not_to_have_url(re.compile("registers="))
    part(one, "register-add").click()  # with as many neurons as their scores propose
    expect(part(one, "register-number")).to_have_text("1")
    expect(says).to_contain_text("1 neuron now acts")
    one.page.keyboard.press("Control+z")
    expect(part(one, "register-add")).to_be_visible()
