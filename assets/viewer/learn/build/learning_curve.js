// Loss and accuracy over the seconds of a training, with the accuracy of a guess.
import {fixed} from '../../record/figures.js';
import {ticks} from '../../draw/curve.js';
import {fit} from '../../draw/paint.js';

const GUESS = 1 / 20; // accuracy of a guess among twenty classes
const CEILING = 3.2; // loss; guessing has log(20) = 3.0
const LEFT = 34;
const RIGHT = 30;
const TOP = 8;
const BOTTOM = 20;
const SECONDS = 6; // labels along the axis, at most

export class LearningCurve {
  losses = [];
  accuracies = [];
  seconds = 60;

  constructor(canvas) {
    this.canvas = canvas;
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  begin(seconds) {
    this.losses = [];
    this.accuracies = [];
    this.seconds = seconds;
    this.draw();
  }

  add({seconds, loss, accuracy}) {
    if (loss !== undefined) this.losses.push([seconds, loss]);
    if (accuracy !== undefined) this.accuracies.push([seconds, accuracy]);
    this.draw();
  }

  /** The newest figures in words. */
  words() {
    const last = this.accuracies.at(-1);
    if (!last) return 'nothing was trained yet';
    return `accuracy ${fixed(last[1])} on 200 fresh pictures`;
  }

  draw() {
    const {canvas} = this;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (!width) return;
    const context = fit(canvas, width, height);
    const style = getComputedStyle(canvas);
    const colour = name => style.getPropertyValue(name).trim();
    const x = seconds => LEFT + (seconds / this.seconds) * (width - LEFT - RIGHT);
    const y = share => height - BOTTOM - share * (height - TOP - BOTTOM);
    context.clearRect(0, 0, width, height);
    context.font = `11px ${style.fontFamily}`;
    this.axes(context, x, y, colour, width);
    line(context, this.losses, x, loss => y(Math.min(1, loss / CEILING)), colour('--ink-3'), 1);
    line(context, this.accuracies, x, y, colour('--ink'), 2);
    canvas.setAttribute('aria-label', `Loss and accuracy while training: ${this.words()}`);
  }

  axes(context, x, y, colour, width) {
    context.strokeStyle = colour('--line');
    context.fillStyle = colour('--ink-3');
    context.lineWidth = 1;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (const share of [0, 0.5, 1]) {
      const at = Math.round(y(share)) + 0.5;
      segment(context, x(0), at, width - RIGHT, at);
      context.fillText(fixed(share, 1), LEFT - 6, at);
      context.fillText(fixed(share * CEILING, 1), width - 4, at);
    }
    context.setLineDash([3, 3]);
    segment(context, x(0), y(GUESS), width - RIGHT, y(GUESS));
    context.setLineDash([]);
    context.textBaseline = 'top';
    context.textAlign = 'center';
    for (const at of ticks(this.seconds, SECONDS)) context.fillText(`${at} s`, x(at), y(0) + 6);
  }
}

function segment(context, fromX, fromY, toX, toY) {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}

function line(context, points, x, y, colour, weight) {
  context.strokeStyle = colour;
  context.lineWidth = weight;
  context.beginPath();
  for (const [seconds, value] of points) context.lineTo(x(seconds), y(value));
  context.stroke();
}
