"""The page in Gradio: the only room that imports it."""
