"""A Gradio page with one line of text, as the measure of what Gradio itself takes."""

import argparse
import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr


def main(port: int) -> None:
    """Serve until ended."""
    with gr.Blocks(analytics_enabled=False) as demo:
        gr.HTML("<p>a bare page</p>")
    _, url, _ = demo.launch(
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        ssr_mode=False,
        run_history=False,
    )
    print(f"Ready: {url}")
    demo.block_thread()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    main(parser.parse_args().port)
