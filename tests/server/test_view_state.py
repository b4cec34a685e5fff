"""The state of a view: what is read of a query string, and what is refused in one sentence."""

import dataclasses

import pytest

from app.wire.view_state import VIEW_FIELDS, ViewState


def test_every_field_has_a_parameter():
    assert [field.name for field in dataclasses.fields(ViewState)] == list(VIEW_FIELDS)


def test_a_state_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ViewState().layer = 1  # pyright: ignore[reportAttributeAccessIssue]


def test_a_full_query_string_is_read():
    state = ViewState.parse(
        {
            "method": "rollout",
            "layer": "5",
            "head": "2",
            "query": "37",
            "direction": "to",
            "scale": "map",
            "root": "1",
            "colormap": "grey",
            "opacity": "0",
            "smooth": "1",
            "grid": "0",
            "end": "3",
            "target": "7",
            "feature": "norms",
            "depth": "6",
            "facet": "key",
            "facet_head": "4",
        }
    )
    assert state == ViewState(
        method="rollout",
        layer=5,
        head=2,
        query=37,
        direction="to",
        scale="map",
        root=True,
        colormap="grey",
        opacity=0,
        smooth=True,
        grid=False,
        end=3,
        target=7,
        feature="norms",
        depth=6,
        facet="key",
        facet_head=4,
    )


def test_words_stand_for_no_index_in_particular():
    assert ViewState.parse({"head": "mean", "query": "default"}) == ViewState.parse({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("method", "Attention"),
        ("layer", "-1"),
        ("layer", "1.0"),
        ("layer", "mean"),
        ("head", "default"),
        ("query", "mean"),
        ("query", "9" * 30),
        ("direction", "both"),
        ("scale", ""),
        ("root", "true"),
        ("colormap", "jet"),
        ("opacity", "101"),
        ("smooth", "2"),
        ("grid", ""),
        ("end", "last"),
        ("feature", "colors"),
        ("depth", "-1"),
        ("facet", "keys"),
        ("facet_head", "mean"),
    ],
)
def test_a_wrong_field_of_a_view_is_one_sentence(name: str, value: str):
    with pytest.raises(ValueError, match=rf"^{name}: '{value}' is n.*\.$"):
        ViewState.parse({name: value})


def test_an_unknown_field_of_a_view_is_refused():
    with pytest.raises(ValueError, match=r"^'colour' is no setting of a view: use .*colormap"):
        ViewState.parse({"colour": "red"})


@pytest.mark.parametrize("field", ["layer", "end", "head", "query"])
def test_an_index_beyond_the_model_is_refused(field: str):
    shape = {"layers": 6, "heads": 6, "tokens": 145}
    ViewState(depth=6).check(**shape)  # the embedding comes before the six layers
    with pytest.raises(ValueError, match=r"^depth: 7 is not there.* 0 to 6"):
        ViewState(depth=7).check(**shape)
    last = 144 if field == "query" else 5
    ViewState.parse({field: str(last)}).check(**shape)
    with pytest.raises(ValueError, match=f"^{field}: {last + 1} is not there.* 0 to {last}"):
        ViewState.parse({field: str(last + 1)}).check(**shape)
