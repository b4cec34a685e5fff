"""Settings of the program: what is read, and what is refused in one sentence."""

import dataclasses

import pytest

from app.machine_cores import cores
from app.machine_memory import machine_memory
from app.settings import OPTIONS, Selection, Settings


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


def test_half_of_the_memory_at_hand_is_kept_unless_an_option_says_more():
    assert Settings().memory == machine_memory() // 2


@pytest.mark.parametrize("option", ["--trace-cache=1GiB", "--model-cache=1GiB"])
def test_options_that_one_took_the_place_of_are_gone(
    capsys: pytest.CaptureFixture[str], option: str
):
    assert option in refusal(capsys, [option], {})


def test_an_option_goes_before_the_environment():
    environ = {"VIT_PORT": "7000", "VIT_MODEL": "vit_base", "VIT_MAX_PIXELS": "1000"}
    settings = Settings.parse(["--port", "7001", "--memory", "1.5GiB"], environ)
    assert (settings.port, settings.model, settings.max_pixels) == (7001, "vit_base", 1000)
    assert settings.memory == 3 * 2**29
    assert settings.largest_record == 3 * 2**27


def test_who_may_come_is_read_as_names():
    settings = Settings.parse(["--public", "--hosts=A.org, *.b.net,::1", "--framed-by=any"], {})
    assert (settings.public, settings.framed_by) == (True, ("*",))
    assert settings.hosts == ("a.org", "*.b.net", "::1")
    read = Settings.parse(["--framed-by=https://a.org,http://b.net:80"], {"VIT_PUBLIC": "0"})
    assert (read.public, read.framed_by) == (False, ("https://a.org", "http://b.net:80"))
    assert Settings.parse(["--framed-by=self", "--max-download=1.5GB"], {}).framed_by == ()


def test_every_setting_has_an_option():
    assert [field.name for field in dataclasses.fields(Settings)] == list(OPTIONS)


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
        ("memory", "0GiB"),
        ("memory", "1024"),
        ("memory", "nanGiB"),
        ("max-pixels", "1e6"),
        ("max-download", "4GiB"),
        ("max-download", "-1GB"),
        ("hosts", "http://a.org"),
        ("hosts", "a.org/b"),
        ("framed-by", "huggingface.co"),
        ("framed-by", "https://a.org/b"),
        ("public", "yes"),
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
        Selection("a", "b").patch = 1  # pyright: ignore[reportAttributeAccessIssue]
