"""The app with a ViT-B of random weights in place of every checkpoint: 12 x 12 heads."""

import argparse

import vit
from app.engine.engine import Engine
from app.settings import Settings
from app.ui.page import build, launch_options
from tests.benchmarks.library import base_model


def main(port: int) -> None:
    """Serve until ended."""
    model = vit.from_timm(base_model(224, "cpu"))
    vit.load = lambda *_, **__: model
    settings = Settings(port=port, device="cpu")
    engine = Engine(settings)
    demo = build(engine, settings)
    _, url, _ = demo.launch(prevent_thread_lock=True, **launch_options(engine, settings))
    print(f"Ready: {url}")
    demo.block_thread()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    main(parser.parse_args().port)
