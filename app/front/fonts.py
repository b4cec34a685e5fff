"""The page's fonts, from the files that Gradio itself ships."""

# Family, file of the installed Gradio, weights. SemiBold and most other files there are stubs
# without Latin letters: Bold stands for SemiBold.
FOLDER = "static/fonts"
FACES = (
    ("IBM Plex Sans", "IBMPlexSans/IBMPlexSans-Regular.woff2", "400"),
    ("IBM Plex Sans", "IBMPlexSans/IBMPlexSans-Bold.woff2", "600 700"),
    ("IBM Plex Mono", "IBMPlexMono/IBMPlexMono-Regular.woff2", "400"),
)


def font_head() -> str:
    """The fonts for the page's head: fetched ahead of use, at paths relative to the page's base."""
    link = '<link rel="preload" as="font" type="font/woff2" crossorigin href="{}/{}">'
    rule = (
        "@font-face {{ font-family: '{}'; src: url('{}/{}') format('woff2'); "
        "font-weight: {}; font-display: swap; }}"
    )
    links = (link.format(FOLDER, file) for _, file, _ in FACES)
    rules = (rule.format(family, FOLDER, file, weight) for family, file, weight in FACES)
    return f"{''.join(links)}<style>{''.join(rules)}</style>"
