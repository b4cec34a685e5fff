"""Settings of the program and of a view: what is read, and what is refused in one sentence."""

import dataclasses

import pytest

from app.settings import OPTIONS, VIEW_READERS, Selection, Settings, ViewState, cores


def refusal(capsys: pytest.CaptureFixture[str], argv: list[str], environ: dict[str, str]) -> str:
    with pytest.raises(SystemExit) as ended:
        Settings.parse(argv, environ)
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_defaults_listen_on_this_machine_only():
    settings = Settings.parse([], {"HOST": "0.0.0.0", "PATH": "/bin"})
    assert settings == Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)
    assert 1 <= settings.threads <= 4


def test_threads_are_those_of_the_cores_at_hand(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {5}, raising=False)
    assert cores() == 1
    monkeypatch.delattr("os.sched_getaffinity")
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    assert cores() == 3


def test_an_option_goes_before_the_environment():
    environ = {"VIT_PORT": "7000", "VIT_MODEL": "vit_base", "VIT_MAX_PIXELS": "1000"}
    settings = Settings.parse(["--port", "7001", "--trace-cache", "1.5GiB"], environ)
    assert (settings.port, settings.model, settings.max_pixels) == (7001, "vit_base", 1000)
    assert settings.trace_cache == 3 * 2**29


def test_every_setting_has_an_option_and_every_field_of_a_view_a_reader():
    assert [field.name for field in dataclasses.fields(Settings)] == list(OPTIONS)
    assert [field.name for field in dataclasses.fields(ViewState)] == list(VIEW_READERS)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("port", "99999"),
        ("port", "-1"),
        ("port", "7_860"),
        ("port", "٧٨٦٠"),
        ("host", " "),
        ("device", "cuda:x"),
        ("device", "tpu"),
        ("dtype", "float16"),
        ("threads", "0"),
        ("trace-cache", "0GiB"),
        ("trace-cache", "1024"),
        ("model-cache", "nanGiB"),
        ("max-pixels", "1e6"),
    ],
)
def test_a_wrong_value_is_one_sentence(capsys: pytest.CaptureFixture[str], option: str, value: str):
    variable = "VIT_" + option.replace("-", "_").upper()
    told = refusal(capsys, [f"--{option}={value}"], {})
    assert told.startswith(f"--{option}: ")
    assert told.count("\n") == 1
    assert repr(value) in told or option == "host"
    assert refusal(capsys, [], {variable: value}) == told.replace(f"--{option}:", f"{variable}:")


def test_an_unknown_option_is_one_sentence(capsys: pytest.CaptureFixture[str]):
    assert "--pot" in (told := refusal(capsys, ["--pot=1"], {}))
    assert told.count("\n") == 1


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        Settings.parse(["--help"], {})
    assert not ended.value.code
    told = capsys.readouterr().out
    assert all(f"--{name.replace('_', '-')} " in told for name in OPTIONS)


def test_what_a_session_holds_is_frozen_and_hashable():
    assert len({Selection("a", "b"), Selection("a", "b", None), Selection("a", "b", 8)}) == 2
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
