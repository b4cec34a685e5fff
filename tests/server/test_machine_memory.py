"""The memory at hand: the machine's, or less where a control group says so."""

import os

import pytest

from app import machine_memory as memory
from app.machine_memory import give_back, group_limits, machine_memory, physical_memory

GIB = 2**30


def limits(folder, groups):
    (folder / "groups").write_text(groups)
    return group_limits(folder / "groups", folder / "mount")


def test_version_2_takes_the_limits_of_a_group_and_of_those_above_it(tmp_path):
    (tmp_path / "mount/a/b").mkdir(parents=True)
    (tmp_path / "mount/a/b/memory.max").write_text(f"{3 * GIB}\n")
    (tmp_path / "mount/a/memory.max").write_text(f"{2 * GIB}\n")
    (tmp_path / "mount/memory.max").write_text("max\n")
    assert limits(tmp_path, "0::/a/b\n") == [3 * GIB, 2 * GIB]


def test_in_a_container_the_topmost_folder_is_the_group_s_own(tmp_path):
    (tmp_path / "mount").mkdir()
    (tmp_path / "mount/memory.max").write_text(f"{GIB}\n")
    assert limits(tmp_path, "0::/of/the/host\n") == [GIB]
    assert limits(tmp_path, "0::/\n") == [GIB]


def test_version_1_has_a_folder_for_memory(tmp_path):
    (tmp_path / "mount/memory/docker/one").mkdir(parents=True)
    (tmp_path / "mount/memory/docker/one/memory.limit_in_bytes").write_text(f"{GIB}\n")
    (tmp_path / "mount/memory/memory.limit_in_bytes").write_text("9223372036854771712\n")
    groups = "9:cpuset:/\n4:cpu,memory:/docker/one\n3:name=systemd:/\n"
    assert limits(tmp_path, groups) == [GIB, 9223372036854771712]


@pytest.mark.parametrize("groups", ["", "0::/a\n", "4:memory:/a\n", "not a line of it\n"])
def test_no_limit_where_no_file_states_one(tmp_path, groups):
    assert limits(tmp_path, groups) == []


def test_no_limit_where_a_system_has_no_groups(tmp_path):
    assert group_limits(tmp_path / "none", tmp_path) == []


def test_the_smaller_of_machine_and_group_counts(tmp_path, monkeypatch):
    (tmp_path / "groups").write_text("0::/\n")
    monkeypatch.setattr(memory, "GROUPS", tmp_path / "groups")
    monkeypatch.setattr(memory, "MOUNT", tmp_path)
    monkeypatch.setattr(memory, "physical_memory", lambda: 8 * GIB)
    for limit, expected in (("max", 8 * GIB), (str(2 * GIB), 2 * GIB), (str(2**60), 8 * GIB)):
        (tmp_path / "memory.max").write_text(limit)
        assert machine_memory() == expected


def test_a_system_that_does_not_say_counts_as_a_small_one(monkeypatch):
    assert physical_memory() > 2**26
    monkeypatch.delattr(os, "sysconf")
    assert physical_memory() == 4 * GIB


@pytest.mark.parametrize("name", ["libc", "a library without it"])
def test_memory_is_given_back_where_the_library_can(monkeypatch, name):
    calls = []
    library = type("Library", (), {"malloc_trim": calls.append} if name == "libc" else {})
    monkeypatch.setattr("ctypes.CDLL", lambda _: library)
    memory._trim.cache_clear()
    give_back()
    give_back()
    assert calls == ([0, 0] if name == "libc" else [])
    memory._trim.cache_clear()
