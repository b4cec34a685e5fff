"""What draws on each canvas of the viewer, and the sizes that the page has for it."""

LAYERS = (12, 40, 128)
META = """const meta = {layers: count, heads: 16, rows: 2, cols: 2, prefix: 1, tokens: 5,
  shape: [1, 1], prefix_names: ['class token']};
const trace = {meta, origins: Array(count).fill('missing'), map: () => new Float32Array(5)};
"""
HEADS = META.replace("layers: count, heads: 16", "layers: 12, heads: count").replace(
    "Array(count)", "Array(12)"
)


def heads(module: str, name: str, rest: str, meta: str = META) -> str:
    """A drawing of the heads of all layers."""
    return (
        f"async ({{modules, canvas, palette, count, begin, room, map}}) => {{ {meta}"
        f"const {{{name}}} = await modules('{module}'); const one = new {name}(canvas);{rest} }}"
    )


def plot(module: str, name: str, rest: str) -> str:
    """A plot with axes."""
    return (
        f"async ({{modules, canvas, palette, count, begin}}) => {{ const {{{name}}} = "
        f"await modules('{module}'); const made = {name}; "
        f"const one = made.prototype.scatter ? null : new made(canvas); one?.measure?.();"
        f"const each = (n, value) => Array.from({{length: n}}, (_, i) => value(i));{rest} }}"
    )


MATRIX = """one.measure(meta, room, 5); one.draw({trace, method: 'attention', layer: 5, head: 2,
  cells: 'maps'}, 0, () => () => 0, map, palette);"""
BOARD = """one.measure(meta, room); one.paint({values: new Float32Array(meta.layers * meta.heads),
  unit: () => 0.5, map, letters: Array(meta.layers * meta.heads).fill('M'), selected: () => true},
  palette);"""
RANKING = """meta.heads = 3; one.measure(meta, room);
  const order = [...Array(meta.layers * meta.heads).keys()];
  one.paint({trace, order, words: i => ['99.6 %', 'L40 H16', '1370 px'][i % 3],
  selected: () => true, missing: () => true, query: 0}, palette);"""
MAP = "one.measure(meta, room); one.draw(null, 0, 1, {layer: 6, head: 7}, palette);"
FILM = """one.measure(meta, count); for (const chosen of [null, 1, count - 2]) {
  begin(); one.draw({trace, smooth: false}, {count, chosen, query: 0,
    name: l => l ? `L${l}` : 'in', here: () => false}, palette); }"""
CURVE = """const point = tokens => ({tokens, times: {median: tokens / 1.37}, series: 'a',
  record_bytes: tokens * 3e5, map_bytes: tokens ** 2 * 576, name: `${tokens}`});
  one.draw([count / 4, count / 2, count].map(point), new Set(), palette);"""
SCATTER = """const {Axes} = await modules('draw/axes'); const axes = new Axes(canvas);
  axes.measure(); const first = each(9, i => i - 4);
  const result = {first, exact: first, known: 9};
  made.prototype.scatter.call({axes}, result, count + 0.34, null, palette);"""
STATISTIC = """const {FIGURES, axisOf} = await modules('heads/statistics/figures');
  const values = Float32Array.from(each(16 * count, i => (i % 100) / 100));
  for (const figure of FIGURES) { const own = values.map(v => figure.axis ? v * 448 : v);
    const even = figure.even({prefix: 1, tokens: 1370, rows: 37, cols: 37}, 232);
    begin(); one.draw({values: own, spread: null, left: null, even,
      axis: axisOf(figure, own, even), selected: () => true, meta: {layers: count, heads: 16}},
      {chosen: null, lens: null}, palette); }"""
NORMS = """one.open({norms: each(count + 1, l => each(9, i => 0.4 * 2 ** (i + l / 40))),
  outliers: each(count + 1, () => [])}, {prefix: 1}); one.draw(null, palette);"""
LENS = "one.draw({p: each(count + 1, l => 0.015)}, 'fish', 3, palette);"
RATIO = """one.draw(Float32Array.from(each(count * 5, i => 2 ** (i % 15 - 7))), {layers: count,
  tokens: 5, prefix: 1, prefix_names: ['class token']}, 3, palette);"""
BEGIN = "one.begin([0, count / 128], 'probability', palette);"
RANKS = """one.draw({inquiry: {heat: () => null, effects: new Map()}, target: 0,
  trace: {meta: {tokens: count, prefix: 1}}}, {name: ''}, null, palette);"""
DEPTH = "one.draw(each(count, () => new Float32Array(2705).fill(1)), {start: 0, end: 2}, palette);"
FAR = """for (const scale of [1, 3, 10, 15]) { begin();
  one.draw({distances: each(count, l => each(16, h => scale * (h + 20))), uniform: scale * 33}, 0,
    palette); }"""
SPREAD = "one.draw(each(28, () => 1 / 28), palette);"
PROFILE = "one.draw('cols', each(count, i => Math.cos(i)), null, palette);"
TURNS = "one.draw([each(count, i => 1 / (i + 1)), each(count, i => 3 / (i + 1))], palette);"
SHARES = """for (const part of [[0.25, 0.25, 0.25, 0.25], [2, -1, 1, -1]]) { begin();
  one.draw(each(count, () => part), 1, palette); }"""
TRAINING = "one.begin(count);"
REEL = """meta.heads = 6; const values = Float32Array.from([1, 2, 3, 4, 5]);
  const frames = Array.from({length: count}, (_, i) => ({seconds: i * 0.15}));
  const reel = {meta, facts: {frames}, way: null, known: () => count, map: () => values,
    thumbnail: () => '', similarity: []};
  const s = {reel, layer: 0, head: 2, at: count - 1, over: 'attention', mode: 'uniform',
    colormap: 'inferno', opacity: 0.8, smooth: false, hover: null, course: 'spread', root: false};
"""
COURSE = REEL + "one.measure(); one.draw(s, palette);"
SMALL = REEL + "one.measure(meta); one.draw(s, palette);"
STRIP = (
    REEL
    + """one.box = {clientWidth: canvas.clientWidth, scrollLeft: 0};
  one.measure({count, meta}); one.draw(s, palette);"""
)
FRAMES = (2, 16, 64)

# Name -> what draws it, the sizes it gets, and the numbers of layers, heads, tokens or seconds.
DRAWINGS = {
    "matrix": (
        heads("explore/matrix", "Matrix", MATRIX),
        ((328, 400), (336, 560), (476, 560)),
        LAYERS,
    ),
    "matrix of heads": (
        heads("explore/matrix", "Matrix", MATRIX, HEADS),
        ((328, 400), (476, 560)),
        (12, 40),
    ),
    "board": (heads("heads/board", "Board", BOARD), ((328, 196), (216, 202), (464, 178)), LAYERS),
    "board of heads": (
        heads("heads/board", "Board", BOARD, HEADS),
        ((328, 196), (216, 202)),
        (12, 40),
    ),
    "ranking": (
        heads("heads/ranking", "Ranking", RANKING),
        ((328, 203), (216, 213), (620, 159)),
        (1, 2, 3, 4, 5, 7),
    ),
    "map of heads": (
        heads("heads/head_map", "HeadMap", MAP),
        ((328, 186), (170, 186), (280, 186)),
        LAYERS,
    ),
    "map of many heads": (
        heads("heads/head_map", "HeadMap", MAP, HEADS),
        ((328, 186), (170, 186)),
        (12, 40),
    ),
    "film": (heads("screen/film", "Film", FILM), ((328, 66), (300, 66), (706, 88)), LAYERS),
    "costs": (
        plot("draw/curve", "Curve", CURVE),
        ((158, 84), (260, 84), (344, 84)),
        (145, 1370, 2705),
    ),
    "importance": (
        plot("heads/interventions/importance_view", "ImportanceView", SCATTER),
        ((170, 196), (328, 196), (280, 196)),
        (0, 12, 123),
    ),
    "statistic": (
        plot("heads/statistics/plot", "DepthPlot", STATISTIC),
        ((328, 260), (392, 247), (620, 342)),
        LAYERS,
    ),
    "norms": (
        plot("heads/statistics/norms", "Norms", NORMS),
        ((328, 260), (336, 143), (464, 212)),
        LAYERS,
    ),
    "logit lens": (
        plot("heads/depth/curves", "LensCurve", LENS),
        ((328, 78), (474, 78), (706, 116)),
        LAYERS,
    ),
    "ratios": (
        plot("heads/depth/curves", "RatioCurve", RATIO),
        ((328, 78), (474, 78), (706, 116)),
        LAYERS,
    ),
    "deletion": (
        plot("explain/matter/plots", "Curves", BEGIN),
        ((252, 220), (328, 220), (352, 328)),
        (4, 128),
    ),
    "ranks": (
        plot("explain/matter/plots", "Scatter", RANKS),
        ((220, 210), (328, 210), (300, 210)),
        (145, 2705),
    ),
    "entropy": (
        plot("explain/laboratory/depth", "Depth", DEPTH),
        ((328, 136), (364, 136), (524, 190)),
        LAYERS,
    ),
    "distances": (
        plot("positions/paper/distances", "Distances", FAR),
        ((211, 205), (300, 240), (323, 288)),
        LAYERS,
    ),
    "variance": (
        plot("positions/similarity/spread", "Spread", SPREAD),
        ((208, 150), (328, 150), (256, 150)),
        (28,),
    ),
    "profile": (
        plot("positions/similarity/profile", "Profile", PROFILE),
        ((152, 150), (332, 150), (213, 150)),
        (12, 40, 128),
    ),
    "turns": (
        plot("positions/similarity/steps", "Steps", TURNS),
        ((152, 150), (332, 150), (213, 150)),
        (12, 40, 128),
    ),
    "shares": (
        plot("positions/similarity/share_bars", "ShareBars", SHARES),
        ((328, 180), (280, 180), (440, 340)),
        (12, 16, 40),
    ),
    "course of a film": (
        heads("film/course", "Course", COURSE),
        ((328, 200), (340, 200), (476, 200)),
        FRAMES,
    ),
    "heads of a film": (heads("film/heads", "Heads", SMALL), ((328, 400), (476, 400)), FRAMES),
    "strip of a film": (heads("film/strip", "Strip", STRIP), ((328, 80), (610, 80)), FRAMES),
    "training": (
        plot("learn/build/learning_curve", "LearningCurve", TRAINING),
        ((328, 150), (460, 150)),
        (60, 300),
    ),
}
