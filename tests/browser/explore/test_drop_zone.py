"""The zone in which a picture is dropped."""

import pytest

pytestmark = pytest.mark.browser


def test_the_drop_zone_can_be_read(visit):
    contrast = """() => {
      const veil = document.querySelector('.av-veil'), told = veil.querySelector('p');
      veil.hidden = false;
      const {color, backgroundColor, outlineColor} = getComputedStyle(told);
      const light = text => text.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
        .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
      const ratio = (a, b) => (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
      const bar = getComputedStyle(document.querySelector('#av-bar')).zIndex;
      return [color, outlineColor].map(c => ratio(light(c), light(backgroundColor))).concat(+bar);
    }"""
    for scheme in ("light", "dark"):
        one = visit(color_scheme=scheme)
        text, outline, height = one.page.evaluate(contrast)
        assert text >= 7
        assert outline >= 3
        assert height > 50  # above the labels of Gradio's own fields
