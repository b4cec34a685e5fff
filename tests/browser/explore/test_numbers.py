"""The viewer's own arithmetic: scales, figures, colours and half-precision numbers."""

import matplotlib
import numpy as np
import pytest

import vit
from tests.support.explicit import patch_distances
from vit.figures.render import cover
from vit.figures.scale import linear_scale, signed_scale, uniform_scale

pytestmark = pytest.mark.browser

VALUES = np.abs(np.random.default_rng(0).normal(0, 0.03, 26)).astype(np.float32)  # 2 + 4 x 6


@pytest.mark.parametrize(
    ("script", "scale"),
    [
        ("uniformScale(26)", uniform_scale(26)),
        ("linearScale(.07, 26)", linear_scale(0.07)),
        ("linearScale(.07, 26, {root: true})", linear_scale(0.07, root=True)),
        ("linearScale(0, 26)", linear_scale(0.0)),
        ("signedScale()", signed_scale()),
    ],
)
def test_scales_place_values_as_the_figures_do(modules, script, scale):
    code = f"""async values => {{ const scales = await attentionViewer.load('record/scale');
      const scale = scales.{script};
      return [values.map(scale.unit), scale.ticks.map(tick => tick.at)]; }}"""
    values = np.concatenate([VALUES * 10, [0, 1]])
    positions, ticks = modules.evaluate(code, values.tolist())
    np.testing.assert_allclose(positions, scale.positions(values), atol=1e-6)
    np.testing.assert_allclose(ticks, [at for at, _ in scale.ticks()], atol=1e-6)


def test_figures_of_a_map(modules):
    grid, query = vit.Grid(4, 6, 8, 2), 11
    code = """async ([values, query, grid]) => {
      const m = await attentionViewer.load('record/measures');
      const v = Float32Array.from(values), {prefix} = grid;
      return {peak: m.peak(v, prefix, query), low: m.low(v, prefix), entropy: m.entropy(v),
        distance: m.distance(v, query, grid), none: m.distance(v, 0, grid),
        prefix: m.prefixMass(v, prefix), patches: m.patchMass(v, prefix),
        half: m.halfCount(v, prefix), above: m.countAbove(v, prefix, .02)}; }"""
    values = VALUES / VALUES.sum()
    values[query] = 0.5  # the strongest by far, which is not to be its own peak
    facts = {"prefix": 2, "cols": 6, "patch": 8}
    found = modules.evaluate(code, [values.tolist(), query, facts])
    patches, own = values[2:], query - 2
    others = np.where(np.arange(24) == own, -1, patches)
    far = patch_distances(grid)[own].float().numpy()
    kept = np.cumsum(np.sort(patches)[::-1])
    assert found["peak"] == others.argmax() + 2
    assert np.isnan(found["none"])
    assert found["half"] == np.argmax(kept >= patches.sum() / 2) + 1
    assert found["above"] == (patches > 0.02).sum()
    assert found["low"] == pytest.approx(patches.min(), rel=1e-6)
    assert found["entropy"] == pytest.approx(-(values * np.log2(values)).sum(), rel=1e-5)
    assert found["distance"] == pytest.approx((patches * far).sum() / patches.sum(), rel=1e-5)
    assert found["prefix"] == pytest.approx(values[:2].sum(), rel=1e-6)
    assert found["patches"] == pytest.approx(patches.sum(), rel=1e-6)


@pytest.mark.parametrize("signed", [False, True])
def test_the_overlay_has_the_colours_of_the_figures(modules, signed):
    code = """async ([values, signed]) => {
      const {Atlas} = await attentionViewer.load('draw/paint');
      const {colormap} = await attentionViewer.load('draw/colormap'), atlas = new Atlas();
      atlas.begin(1, 1, {rows: 4, cols: 6});
      atlas.putOver(values, 2, v => v, colormap(signed ? 'redblue' : 'inferno'), .8, signed);
      return [...atlas.image.data]; }"""
    positions = np.random.default_rng(1).random(26)
    found = np.array(modules.evaluate(code, [positions.tolist(), signed])).reshape(4, 6, 4)
    name = "RdBu_r" if signed else "inferno"
    lut = matplotlib.colormaps[name](np.arange(256), bytes=True)[:, :3]
    wanted = cover(positions[2:].reshape(4, 6), lut, 0.8, signed=signed)
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("inferno",) * 2, ("viridis",) * 2, ("magma",) * 2, ("grey", "gray"), ("redblue", "RdBu_r")],
)
def test_colour_maps_are_matplotlibs(modules, ours, theirs):
    script = f"""async () => {{ const {{colormap}} = await attentionViewer.load('draw/colormap');
      return [...colormap('{ours}').rgb]; }}"""
    found = np.array(modules.evaluate(script)).reshape(256, 3)
    wanted = matplotlib.colormaps[theirs](np.arange(256), bytes=True)[:, :3]
    np.testing.assert_array_equal(found, wanted)


def test_browsers_without_float16_arrays_decode_every_value(modules):
    script = """async () => { const {widen} = await attentionViewer.load('record/decode');
      const values = Float32Array.from({length: 65536}, (_, i) => widen(i));
      return [...new Uint32Array(values.buffer)]; }"""
    found = np.array(modules.evaluate(script), dtype=np.uint32).view(np.float32)
    wanted = np.arange(65536, dtype=np.uint16).view(np.float16).astype(np.float32)
    np.testing.assert_array_equal(found, wanted)
