"""What may be typed for a model, and what each form means."""

from pathlib import Path

import pytest

from vit.loading.references import Reference, is_local, parse


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        (" vit_base_patch16_224 ", Reference("timm", "vit_base_patch16_224")),
        ("deit3_small_patch16_224.fb_in1k", Reference("timm", "deit3_small_patch16_224.fb_in1k")),
        ("hf-hub:some-body/my.vit", Reference("hub", "some-body/my.vit")),
        ("hf_hub:a/b@v1.0", Reference("hub", "a/b", revision="v1.0")),
        ("local-dir:out/a=b", Reference("folder", path=Path("out/a=b"))),
        ("local-dir:~/vit", Reference("folder", path=Path.home() / "vit")),
        ("vit_x=C.pth", Reference("file", "vit_x", Path("C.pth"))),
        ("vit_x.tag=a b/c=d.pth", Reference("file", "vit_x.tag", Path("a b/c=d.pth"))),
    ],
)
def test_every_form_is_taken_apart(text: str, reference: Reference):
    assert parse(text) == reference


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "'' names no weights: use a name of timm's, hf-hub:"),
        ("google/vit-base", "names no weights: use hf-hub:google/vit-base, or local"),
        ("hf-hub:vit", "names no weights: use hf-hub:organisation/name"),
        ("hf-hub:a/b/c", "names no weights: use hf-hub:organisation/name"),
        ("hf-hub:../..", None),
        ("local-dir:", "names no weights: use local-dir:folder"),
        ("=x.pth", "names no weights"),
        ("vit_base=", "names no weights"),
        ("https://somewhere.example/vit", "names no weights"),
        ("vit;base", "names no weights"),
        ("<img src=x>", "'<img src=x>' names no weights: use a name of timm's"),
        ("hf-hub:a/b@../../x", "names no weights: use hf-hub:organisation/name"),
        ("hf-hub:a/b@/tmp/x", "names no weights: use hf-hub:organisation/name"),
    ],
)
def test_anything_else_is_one_sentence(text: str, told: str | None):
    if told is None:
        assert parse(text).kind == "hub"  # the hub's client refuses it as a name
        return
    with pytest.raises(ValueError, match=told) as caught:
        parse(text)
    assert "\n" not in str(caught.value)


def test_a_title_shows_no_more_of_a_path_than_its_end():
    assert parse("local-dir:/home/me/flowers/").title == "flowers"
    assert parse("vit_x=/home/me/last.pth").title == "vit_x from last.pth"
    assert parse("hf-hub:me/flowers@v2").title == "me/flowers"


@pytest.mark.parametrize("text", ["local-dir:x", " local-dir:/etc", "vit=/etc/x.pth", "=", "a=b"])
def test_whatever_could_open_a_file_is_local(text: str):
    assert is_local(text)


@pytest.mark.parametrize(
    "text", ["embedded", "vit_base_patch16_224.x", "hf-hub:a/b", "", "a/b", "<img src=x>", "a b=c"]
)
def test_nothing_else_is(text: str):
    assert not is_local(text)
