"""What computes has a turn: a person's pass beside long work, which has the lowest priority."""

import asyncio
import os
import sys
import threading

import httpx
import pytest
import torch
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

import vit
from app.engine.budget import Budget
from app.engine.cache import Cache
from app.engine.jobs import Job, begin, in_thread, job
from app.engine.store import ModelStore
from app.engine.timing import timed_trace
from app.engine.work import Work, away
from app.front.threads import Threads
from app.settings import Settings
from tests.support.client import Page
from tests.support.tiny import tiny_model
from vit.edits import NO_EDITS

CPU, GPU = torch.device("cpu"), torch.device("cuda")
linux = pytest.mark.skipif(sys.platform != "linux", reason="priorities of threads are Linux's")


def through(job, work):
    """Do work as a job in a thread of its own, to its end."""
    thread = in_thread(job, work)
    thread.start()
    thread.join()


@linux
def test_a_pass_of_a_person_goes_beside_a_sweep_that_takes_every_slot():
    store, model, order = ModelStore(Settings(device="cpu")), tiny_model(), []
    store.work = Work(CPU, 1, 1, 1)

    def person():
        with store.forward(model):
            order.append("person")

    def sweep():
        def step(done, total):
            order.append(done)
            if done == 1:
                through(Job("another"), person)

        with store.sweep(model, step) as between:
            between(1, 2)
            between(2, 2)

    through(Job("one", is_long=True), sweep)
    assert order == [1, "person", 2]


@linux
def test_long_work_has_the_lowest_priority_and_a_person_s_keeps_its_own():
    seen = {}

    def look(name):
        with Work(CPU, 1, 1, 1).turn():
            seen[name] = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    through(Job("a"), lambda: look("person"))
    through(Job("a", is_long=True), lambda: look("long"))
    assert seen == {"person": os.getpriority(os.PRIO_PROCESS, 0), "long": 19}


def test_on_a_gpu_long_work_lets_a_person_go_first_between_two_pieces():
    work, order = Work(GPU, 2, 2, 2), []

    def person():
        with work.turn():
            order.append("person")

    def sweep():
        page = in_thread(Job("another"), person)
        with work.turn():
            page.start()
            while not work.load()["persons"]:
                pass
            order.append("before")
            work.step()
            order.append("after")
        page.join()

    through(Job("one", is_long=True), sweep)
    assert order == ["before", "person", "after"]
    assert work.load() == {"persons": 0, "long": 0, "running": 0}


def test_a_turn_inside_a_turn_is_the_same_and_one_that_fails_hands_on():
    work = Work(GPU, 1, 1, 1)
    with work.turn(), work.turn():
        assert work.load()["running"] == 1
    with pytest.raises(ZeroDivisionError), work.turn():
        raise ZeroDivisionError
    with work.turn():
        assert work.load()["running"] == 1
    work.step()  # outside a turn: nothing


def test_a_large_model_has_all_threads_while_nothing_else_computes_and_then_one():
    work, counts, go = Work(CPU, 2, 2, 4), [], threading.Event()

    def other():
        with work.turn():
            go.wait()

    beside = in_thread(Job("another"), other)
    before = torch.get_num_threads()
    try:
        with work.turn():
            counts.append(torch.get_num_threads())
            beside.start()
            while work.load()["running"] < 2:
                pass
            work.step()
            counts.append(torch.get_num_threads())
            go.set()
            beside.join()
            work.step(1)  # of a small model
            counts.append(torch.get_num_threads())
            work.step()
            counts.append(torch.get_num_threads())
    finally:
        torch.set_num_threads(before)
    assert counts == [4, 1, 1, 4]


def test_nobody_waits_for_a_value_that_long_work_is_making():
    cache = Cache(Budget(1000), lambda _: 1)
    begun, go = threading.Event(), threading.Event()

    def slow():
        begun.set()
        go.wait()
        return "of long work"

    long = in_thread(Job("a", is_long=True), lambda: cache.get_or_make("key", slow))
    long.start()
    begun.wait()
    assert cache.get_or_make("key", lambda: "of a person") == "of a person"
    go.set()
    long.join()


def test_the_time_of_a_pass_leaves_out_what_went_before_it(monkeypatch):
    """Each look at the clock takes a second."""
    work, model = Work(GPU, 1, 1, 1), tiny_model()
    pixels = torch.zeros(3, *model.config.image)
    prepared = vit.Prepared(pixels, vit.View.whole(*model.config.image))
    ticks, seen = iter(range(10_000)), {}
    monkeypatch.setattr("app.engine.lanes.QUANTUM", 0.0)
    monkeypatch.setattr("time.perf_counter", lambda: float(next(ticks)))

    def person():
        with work.turn():
            pass

    def step(done, total):
        if done == 0:
            in_thread(Job("another"), person).start()
            while not work.load()["persons"]:
                pass
        work.step()

    def measure():
        with work.turn():
            start = next(ticks)
            seen["ms"] = timed_trace(model, prepared, "", NO_EDITS, step)[1]
            seen["all"] = next(ticks) - start - 2
            seen["away"] = away()

    through(Job("one"), measure)
    assert seen["away"] >= 1
    assert seen["ms"] == 1000 * (seen["all"] - seen["away"])


def test_routes_compute_for_the_visit_of_their_token(monkeypatch):
    page, visits = Page(monkeypatch), []
    real = Work.turn

    def noted(self, threads=None):
        visits.append(job().visit)
        return real(self, threads)

    monkeypatch.setattr(Work, "turn", noted)
    page.get("ratios")
    assert set(visits) == {"a page"}


def test_requests_that_wait_stop_no_other():
    go = threading.Event()

    def slow(_):
        go.wait()
        return Response()

    app = Starlette(
        routes=[Route("/slow", slow), Route("/quick", lambda _: Response("here"))],
        middleware=[Middleware(Threads)],
    )

    async def crowd():
        there = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=there, base_url="http://there") as client:
            held = [asyncio.create_task(client.get("/slow")) for _ in range(60)]
            try:
                reply = await asyncio.wait_for(client.get("/quick"), 30)
            finally:
                go.set()
            await asyncio.gather(*held)
            return reply.text

    assert asyncio.run(crowd()) == "here"


def test_a_job_ends_with_its_thread():
    through(Job("one"), lambda: begin(Job("two")))
    assert job().visit == ""
