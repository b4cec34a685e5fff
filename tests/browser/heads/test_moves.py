"""What heads and patches are worth by the features, in Chromium: the sweep and its maps."""

import re

import pytest
from playwright.sync_api import expect

import vit
from tests.support.checkpoints import BARE
from tests.support.screens.explore import choose_model
from tests.support.screens.heads import open_heads
from tests.support.visit import part, point_at

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def test_a_model_without_classes_sweeps_heads_and_patches_by_its_features(visit, site):
    one = visit()
    choose_model(one, BARE)
    open_heads(one, "Interventions")
    expect(one.page.get_by_role("button", name="Heads for a class")).to_be_hidden()
    one.page.get_by_role("button", name="Switch off all 9 heads in turn").click()
    recorded = site.recorded(one.token)
    moves = vit.head_changes(recorded.model, recorded.trace)
    layer, head = divmod(int(moves.pooled.argmax()), 3)
    cosine = 1 - moves.pooled.max().item()
    expect(part(one, "moves-says")).to_contain_text(
        f"L{layer + 1} H{head + 1} off: cosine {cosine:.5f}".replace("-", "\u2212")
    )
    at = moves.patches[layer, head]
    expect(part(one, "moves-here")).to_have_text(
        f"({int(at.argmax()) // 6}, {int(at.argmax()) % 6}), which changed most: "
        f"cosine {1 - at.max().item():.5f}".replace("-", "\u2212")
    )
    one.page.get_by_role("button", name="Patches by features").click()
    one.page.get_by_role("button", name="Take out each of 24 patches in turn").click()
    gone = vit.patch_changes(recorded.model, recorded.trace)
    point_at(one, part(one, "moves-squares"), 0.1, 0.1)
    expect(part(one, "moves-says")).to_contain_text(
        f"Without patch (0, 0): cosine {1 - gone.pooled[0, 0].item():.5f}".replace("-", "\u2212")
    )
    expect(one.page).to_have_url(re.compile("worth=patches"))
