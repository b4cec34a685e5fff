"""The cores at hand: the machine's, or fewer where a control group gives less time."""

import pytest

from app import machine_cores
from app.machine_cores import core_quota, cores, long_cores


def quota(folder, groups, **files):
    (folder / "groups").write_text(groups)
    for name, text in files.items():
        path = folder / "mount" / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return core_quota(folder / "groups", folder / "mount")


def test_version_2_takes_the_least_of_a_group_and_those_above_it(tmp_path):
    files = {"a__cpu_dot_max": "400000 100000\n", "cpu_dot_max": "150000 100000\n"}
    assert quota(tmp_path, "0::/a\n", **files) == 1.5


def test_version_1_has_a_file_each_for_quota_and_period(tmp_path):
    files = {"cpu__a__cpu_dot_cfs_quota_us": "50000", "cpu__a__cpu_dot_cfs_period_us": "100000"}
    assert quota(tmp_path, "4:cpu,cpuacct:/a\n", **files) == 0.5


@pytest.mark.parametrize("text", ["max 100000\n", "", "-1 100000", "0 0"])
def test_no_bound_where_none_is_stated(tmp_path, text):
    assert quota(tmp_path, "0::/\n", cpu_dot_max=text) is None
    assert core_quota(tmp_path / "none", tmp_path) is None


@pytest.mark.parametrize(
    ("share", "all_work", "long_work"), [(None, 8, 8), (0.5, 1, 1), (2.0, 2, 1), (16.0, 8, 7)]
)
def test_long_work_leaves_a_part_of_a_bounded_time(monkeypatch, share, all_work, long_work):
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr(machine_cores, "core_quota", lambda *_: share)
    assert (cores(), long_cores()) == (all_work, long_work)
