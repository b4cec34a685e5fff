// The left column's small parts: the model's facts, the upload with the crop frame, the reading.
import {channel} from './channel.js';
import {el, parts, say} from './dom.js';
import {fit} from './paint.js';
import {cropOf} from './picture.js';

const LARGEST = 112;                       // px of the upload's longer side

/** Facts of the model, beside its name. */
export function mountFacts({element}) {
  const find = parts(element);
  channel.hear('facts', ([facts, details]) => {
    say(find('facts'), facts);
    say(find('details'), details);
  });
}

/** The upload in colour; what the model does not see is dimmed, what it sees is framed. */
export function mountSource({element}) {
  const find = parts(element), canvas = find('source');
  channel.hear('picture', ({art, meta}) => {
    const scale = LARGEST / Math.max(...meta.source);
    const [height, width] = meta.source.map(side => Math.max(1, side * scale));
    Object.assign(canvas.style, {width: `${width}px`, height: `${height}px`});
    draw(fit(canvas, width, height), art.colour, meta, width, height);
    canvas.setAttribute('aria-label', `${meta.picture_name || 'The picture'}: ${cropText(meta)}`);
  });
}

/** How to open a picture, and how much of this one the model sees. */
export function mountHint({element}) {
  channel.hear('picture', ({meta}) => say(parts(element)('seen'), cropText(meta)));
}

function draw(context, picture, meta, width, height) {
  const [x, y, w, h] = cropOf(meta, {width, height});
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  context.fillStyle = 'rgba(0,0,0,.55)';
  context.beginPath();
  context.rect(0, 0, width, height);
  context.rect(x, y, w, h);
  context.fill('evenodd');
  for (const [colour, line] of [['rgba(0,0,0,.75)', 3], ['#fff', 1.25]]) {
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.strokeRect(Math.max(1, x), Math.max(1, y),
      Math.min(width - 1, x + w) - Math.max(1, x), Math.min(height - 1, y + h) - Math.max(1, y));
  }
}

/** "all 480 × 480 px seen", or, where the crop leaves something out, "480 × 480 of 480 × 640". */
function cropText({source: [height, width], crop: [, , w, h]}) {
  const whole = Math.abs(w - width) < 1 && Math.abs(h - height) < 1;
  const seen = `${Math.round(h)} × ${Math.round(w)}`;
  return whole ? `all ${height} × ${width} px seen` : `${seen} of ${height} × ${width} px seen`;
}

/** Up to three sentences on what is looked at. */
export function mountReading({element}) {
  const lines = [el('p'), el('p'), el('p')];
  parts(element)('reading').replaceChildren(...lines);
  channel.hear('reading', told => lines.forEach((line, i) => {
    line.hidden = !told[i];
    say(line, told[i] ?? '');
  }));
}
