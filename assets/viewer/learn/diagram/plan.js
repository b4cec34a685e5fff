// Where the steps of a Vision Transformer are drawn: a wide plan in two rows, a tall one for
// phones.
// A plan is {width, height, boxes: {step: [x, y, width, height]}, frame, sums, wires}; a wire is a
// list of points, [x, y].

const AROUND = 20; // between a branch's corner and its first or last step
const BRANCH = 350;
const STREAM = 450; // y of the stream, to which the branches are added
const WIDTHS = {norm: 90, query_key_value: 170, attention: 170, join: 130, norm2: 90, mlp: 110};

/** The steps of the two branches in order: each norm comes first in its branch, or last. */
export function branches(postNorm) {
  const attention = ['query_key_value', 'attention', 'join'];
  return postNorm
    ? [
        [...attention, 'norm'],
        ['mlp', 'norm2'],
      ]
    : [
        ['norm', ...attention],
        ['norm2', 'mlp'],
      ];
}

/** `steps` has the steps of the model; `postNorm`: its norms come last in their branches. */
export function widePlan(steps, postNorm) {
  const boxes = {
    picture: [0, 34, 150, 150],
    patches: [204, 76, 150, 66],
    projection: [408, 76, 160, 66],
    tokens: [880, 76, 150, 66],
  };
  const sums = [];
  const wires = [
    [
      [150, 109],
      [204, 109],
    ],
    [
      [354, 109],
      [408, 109],
    ],
  ];
  if (steps.positions) {
    boxes.positions = [570, 168, 140, 56];
    sums.push([640, 109]);
    wires.push([
      [640, 168],
      [640, 121],
    ]);
  }
  if (steps.prefix) {
    boxes.prefix = [700, 0, 150, 52];
    wires.push([
      [775, 52],
      [775, 109],
    ]);
  }
  wires.push(
    [
      [568, 109],
      [880, 109],
    ],
    [
      [955, 142],
      [955, 246],
      [14, 246],
      [14, STREAM],
      [60, STREAM],
    ],
  );
  const end = wideBlock(boxes, sums, wires, postNorm);
  const frame = [40, 272, end - 40, STREAM - 228];
  boxes.readout = [end + 44, STREAM - 33, 150, 66];
  wires.push([
    [end, STREAM],
    [end + 44, STREAM],
  ]);
  if (steps.classifier) {
    boxes.classifier = [end + 44, STREAM - 148, 150, 66];
    wires.push([
      [end + 119, STREAM - 33],
      [end + 119, STREAM - 82],
    ]);
  }
  return {width: end + 200, height: STREAM + 52, boxes, frame, sums, wires};
}

/** Both branches above the stream at y = STREAM; returns where the block ends. */
function wideBlock(boxes, sums, wires, postNorm) {
  let x = 76;
  for (const names of branches(postNorm)) {
    const path = [
      [x, STREAM],
      [x, BRANCH],
    ];
    let at = x + AROUND;
    for (const name of names) {
      boxes[name] = [at, BRANCH - 30, WIDTHS[name], 60];
      wires.push([path.at(-1), [at, BRANCH]]);
      at += WIDTHS[name];
      path.push([at, BRANCH]);
      at += 24;
    }
    const down = at - 24 + AROUND;
    wires.push([path[0], path[1]], [path.at(-1), [down, BRANCH], [down, STREAM - 12]]);
    sums.push([down, STREAM]);
    wires.push([
      [x - 16, STREAM],
      [down - 12, STREAM],
    ]);
    x = down + 28;
  }
  wires.push([
    [x - 16, STREAM],
    [x, STREAM],
  ]);
  return x;
}

const TALL = 340;
const LEFT = 56;
const BOX = 264;
const HIGH = 52;
const GAP = 20;

export function tallPlan(steps, postNorm) {
  const boxes = {};
  const sums = [];
  const wires = [];
  const middle = LEFT + BOX / 2;
  let y = 0;
  const put = (name, height = HIGH) => {
    if (y)
      wires.push([
        [middle, y - GAP],
        [middle, y],
      ]);
    boxes[name] = [LEFT, y, BOX, height];
    y += height + GAP;
  };
  put('picture', 150);
  for (const name of ['patches', 'projection', 'positions', 'prefix', 'tokens']) {
    if (steps[name]) put(name);
  }
  const top = y;
  y += 44;
  wires.push([
    [middle, top - GAP],
    [middle, y],
  ]);
  for (const names of branches(postNorm)) {
    const from = y - 6;
    for (const name of names) put(name);
    wires.push([
      [middle, y - GAP],
      [middle, y - 6],
    ]);
    sums.push([middle, y + 6]);
    wires.push([
      [middle, from],
      [26, from],
      [26, y + 6],
      [middle - 12, y + 6],
    ]);
    y += 18 + GAP;
    wires.push([
      [middle, y - GAP],
      [middle, y],
    ]);
  }
  const frame = [8, top, TALL - 16, y - top - GAP + 8];
  y += 8;
  put('readout');
  if (steps.classifier) put('classifier');
  return {width: TALL, height: y, boxes, frame, sums, wires};
}
