"""Axes that the parts of all pictures' foregrounds have in common."""

import numpy as np

import vit


def numbers(reply):
    assert reply.status_code == 200, reply.text
    return np.frombuffer(reply.content, "<f4")


def test_parts_of_all_pictures_share_one_basis(page):
    sent = numbers(page.get("features/2/foreground", axes="pictures"))
    own = numbers(page.get("features/2/foreground"))
    count = page.trace.grid.rows * page.trace.grid.cols
    np.testing.assert_array_equal(sent[8 : 8 + count], own[8 : 8 + count])
    assert np.abs(sent[8 + count :] - own[8 + count :]).max() > 0.05
    assert sent[4:7].sum() < own[4:7].sum()
    assert (sent[7], own[7]) == (1, 0)


def test_where_no_picture_has_a_foreground_the_axes_are_its_own_and_that_is_told(page, monkeypatch):
    def none(_):
        raise ValueError("none of these pictures has a foreground")

    monkeypatch.setattr(vit, "common_parts", none)
    sent, own = (
        numbers(page.get("features/1/foreground", **fields))
        for fields in ({"axes": "pictures"}, {})
    )
    np.testing.assert_array_equal(sent, own)
    assert sent[7] == 0
