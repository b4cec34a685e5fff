"""The page's modules of the contract are those that the command writes."""

import pytest

from app.wire.javascript_routes import camel, comment
from app.wire.write_contract import RECORD, modules


@pytest.mark.parametrize("name", list(modules()))
def test_the_page_s_copy_is_current(name: str):
    text = (RECORD / name).read_text(encoding="utf-8")
    assert text == modules()[name], "run python -m app.wire.write_contract"
    assert len(text.splitlines()) <= 250
    assert max(map(len, text.splitlines())) <= 100


def test_comments_break_at_the_width():
    assert comment("short") == "/** short */"
    long = comment("word " * 40, indent=2).splitlines()
    assert long[0] == "/**"
    assert all(line.startswith("   *") for line in long[1:])
    assert camel("qk_layer") == "qkLayer"
