"""A measurement of many passes lets a page's own pass go first between two of them."""

import threading

from app.engine.store import ModelStore
from app.settings import Settings
from tests.support.tiny import tiny_model


def test_another_pass_is_made_between_two_steps_of_a_sweep():
    store, model, order = ModelStore(Settings(device="cpu")), tiny_model(), list[str]()

    def own():
        with store.forward(model):
            order.append("own")

    page = threading.Thread(target=own)

    def reached(done: int, total: int) -> None:
        order.append(f"{done} of {total}")
        if done == 1:
            page.start()
            while not store.waiting():
                pass

    with store.sweep(model, reached) as between:
        between(1, 2)
        between(2, 2)
    page.join()
    assert order == ["1 of 2", "own", "2 of 2"]
