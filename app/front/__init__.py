"""The page's first bytes: its files, its head, and the first screen before Gradio has come."""
