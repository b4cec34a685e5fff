"""Scales and quantiles of the Depth section, as closed forms."""

import math

import pytest
import torch

pytestmark = pytest.mark.browser

SCALES = """async values => {
  const {powerScale, sharesOf} = await attentionViewer.load('heads/depth/films');
  const {quantile} = await attentionViewer.load('heads/depth/curves');
  const scale = powerScale(values), numbers = Float32Array.from(values);
  return [values.map(scale.unit), scale.ticks.map(({text}) => text),
    sharesOf(values), quantile(numbers.slice().sort(), .5)];
}"""


def test_ratios_lie_on_powers_of_two(modules):
    values = [0.5, 1, 4, 6]
    units, ticks, shares, middle = modules.evaluate(SCALES, values)
    assert units == pytest.approx([(math.log2(one) + 1) / 4 for one in values])
    assert ticks == ["1/2", "1", "2", "4", "8"]
    assert shares == pytest.approx([one / 11.5 for one in values])
    assert middle == torch.tensor(values).quantile(0.5, interpolation="higher").item()
