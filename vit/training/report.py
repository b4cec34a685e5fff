"""The model card as Markdown, from measured figures."""

from typing import Any

from vit.training.aims import aims

Figures = dict[str, Any]


def markdown(figures: Figures) -> str:
    """Return the card as Markdown."""
    sections = (
        _head(figures["model"]),
        _patch_sizes(figures),
        _refusals(figures),
        _calibration(figures["calibration"]),
        _attention(figures),
        _mistakes(figures),
        _aims(figures),
        _training(figures.get("training", [])),
        _limits(),
    )
    return "\n".join(sections)


def _head(model: Figures) -> str:
    height, width = model["image"]
    return f"""# The embedded checkpoint

Written by `python -m vit.training.card`, which measures every figure below on the shipped file.

A Vision Transformer that this project trained from nothing on pictures it draws itself:
{model["layers"]} layers, {model["heads"]} heads, width {model["width"]},
{model["parameters"] / 1e6:.2f} million parameters, {height} x {width} px. One set of weights serves
five patch sizes. It answers with one independent probability (a sigmoid) for each of
{len(model["labels"])} drawn objects; when none reaches 0.5 the answer is "none of these".

It knows: {", ".join(model["labels"])}. It has seen no photograph.
"""


def _patch_sizes(figures: Figures) -> str:
    sizes, count = figures["patch_sizes"], figures["counts"]["one"]
    lines = [
        f"## Accuracy, {count} fresh scenes with one object",
        "",
        "| patch size | " + " | ".join(sizes) + " |",
        "|---|" + "---|" * len(sizes),
        _row("most probable class is right", [s["accuracy"] for s in sizes.values()]),
        _row(
            "the same, smallest quarter of objects", [s["smallest_quarter"] for s in sizes.values()]
        ),
        _row(
            "drawn on a photo-like background",
            [s["on_photo_like_background"] for s in sizes.values()],
        ),
        _row('"none of these", wrongly', [s["none_of_these"] for s in sizes.values()]),
        "",
        "Coarse patches lose small objects: that is what the patch-size control shows.",
        f"All that follows is measured at patch size {figures['shipped_patch']}.",
        "",
    ]
    return "\n".join(lines)


def _refusals(figures: Figures) -> str:
    none, two = figures["none_of_these"], figures["two_objects"]
    photographs = figures["photographs"]
    certain = [p for p in photographs if p["probability"] >= 0.5]
    named = "; ".join(f"{p['photograph']}: {p['class']} {p['probability']:.2f}" for p in certain)
    kinds = ", ".join(f"{name} {share:.3f}" for name, share in none["by_kind"].items())
    quiet = len(photographs) - len(certain)
    return f"""## None of these, and two at once

| pictures | answer | share |
|---|---|---|
| empty scenes ({figures["counts"]["others"]}) | none of these | {none["empty"]:.3f} |
| photo-like pictures of kinds never trained on | none of these | {none["unseen_kinds"]:.3f} |
| scenes with two objects | both classes reach 0.5 | {two["both"]:.3f} |
| scenes with two objects | at least one does | {two["at_least_one"]:.3f} |
| scenes with two objects | a third class does | {two["a_third"]:.3f} |

By kind never trained on: {kinds}.

Photographs that gradio, matplotlib and scikit-image carry, of none of the classes: none of these
in {quiet} of {len(photographs)}.
Exceptions: {named or "none"}.
"""


def _calibration(calibration: Figures) -> str:
    lines = [
        "## How sure it is",
        "",
        "Highest probability against the share that is right, one-object scenes. Expected",
        f"calibration error {calibration['expected_error']:.3f}.",
        "",
        "| mean probability | right | scenes |",
        "|---|---|---|",
    ]
    lines += [
        f"| {b['probability']:.2f} | {b['right']:.2f} | {b['n']} |" for b in calibration["bins"]
    ]
    return "\n".join([*lines, ""])


def _attention(figures: Figures) -> str:
    game, distances = figures["pointing_game"], figures["attention_distance"]
    positions = figures["positions"]
    maps = "\n".join(
        f"| {name} | {shares['own']:.3f} | {shares['other']:.3f} |"
        for name, shares in figures["class_maps"].items()
    )
    rows = "\n".join(
        f"| {layer} | " + " | ".join(f"{head:.0f}" for head in sorted(heads)) + " |"
        for layer, heads in enumerate(distances["pixels"], 1)
    )
    heads = len(distances["pixels"][0])
    return f"""## Where it looks

Pointing game (hottest patch on the object, {figures["counts"]["looks"]} one-object scenes): rollout
{game["rollout"]:.3f}, edge density {game["edges"]:.3f}, the centre {game["centre"]:.3f}, any patch
{game["random"]:.3f}.

Maps of one class on scenes with two objects ({figures["counts"]["pairs"]}, both classes) peak on:

| method | its own object | the other |
|---|---|---|
{maps}

Mean attention distance of the heads in pixels, each layer sorted; a head that looks everywhere
alike has {distances["uniform"]:.0f}:

| layer |{" |" * heads}
|---|{"---|" * heads}
{rows}

Similarity of position embeddings: {positions["neighbours"]:.2f} between neighbours,
{positions["far"]:.2f} half a picture apart; correlation with distance
{positions["correlation_with_distance"]:.2f}.
"""


def _mistakes(figures: Figures) -> str:
    labels, confusion = figures["model"]["labels"], figures["confusion"]
    columns = [*labels, "none of these"]
    pairs = sorted(
        (
            (count, labels[row], columns[col])
            for row, counts in enumerate(confusion)
            for col, count in enumerate(counts)
            if row != col and count
        ),
        reverse=True,
    )
    common = "; ".join(f"{drawn} as {answer} {count}" for count, drawn, answer in pairs[:8])
    return f"""## What it gets wrong

{len(figures["mistakes"])} of {figures["counts"]["one"]} one-object scenes, most often: {common}.
`card.json` holds the whole confusion matrix and the seed of every mistake.
"""


def _aims(figures: Figures) -> str:
    lines = [
        "## Against its aims",
        "",
        "| | aim | measured | |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {aim.what} | {'at most' if aim.at_most else 'at least'} {aim.wanted:.2f} "
        f"| {aim.measured:.3f} | {'met' if aim.met else '**missed**'} |"
        for aim in aims(figures)
    ]
    return "\n".join([*lines, ""])


def _training(log: list[Figures]) -> str:
    steps = [line for line in log if "minutes" in line]
    if not steps:
        return ""
    marks = [line for line in log if "accuracy" in line]
    rows = "\n".join(
        f"| {line['step']} | "
        + " | ".join(f"{share:.3f}" for share in line["accuracy"].values())
        + " |"
        for line in marks
    )
    sizes = " | ".join(marks[-1]["accuracy"]) if marks else ""
    return f"""## How it was trained

{steps[-1]["step"]} steps, {steps[-1]["minutes"]:.0f} minutes with one thread beside the process
that draws. The whole log is `log.jsonl`. Accuracy on 200 scenes while it learned:

| step | patch {sizes} |
|---|{"---|" * (sizes.count("|") + 1)}
{rows}
"""


def _limits() -> str:
    return """## What to know before trusting it

- Twenty flat drawings, nothing else. A photographed cat is not a drawn cat; the right answer to a
  photograph is "none of these", and the list above names where it fails.
- While training, a second head learned to say what each *patch* shows (it is not shipped). It
  touches patch tokens, not attention; in a trial without it attention found the objects too.
- The learned positions started as sines and cosines, so that heads spread from local to global and
  the similarity of positions can be read. No gain in accuracy is claimed for it.
- After training the bias of all classes was moved alike until one drawn object in a hundred, on
  scenes used for nothing else, was "none of these". That buys silence where nothing is drawn with
  some second objects that go unseen.
- Scenes drawn by other means, strokes instead of fills, or objects turned further than 28 degrees
  are outside what it was trained on.
- The same recipe, torch version, instruction set and one thread give the same weights bit by bit;
  elsewhere, weights of about the same accuracy.
"""


def _row(title: str, shares: list[float]) -> str:
    return f"| {title} | " + " | ".join(f"{share:.3f}" for share in shares) + " |"
