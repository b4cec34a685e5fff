// A lesson: each picture in one class, names that differ, and what it still lacks.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import * as lessons from '../../assets/viewer/teach/lesson.js';

const {EMPTY, add, homeOf} = lessons;
const FULL = [0, 0, 1, 1].reduce((lesson, at, i) => add(lesson, at, `p${i}`), EMPTY);

test('a picture is in one class, however often it comes', () => {
  assert.equal(add(FULL, 0, 'p0'), FULL);
  assert.equal(add(FULL, 1, 'p0'), FULL);
  const moved = lessons.move(FULL, 'p0', 1);
  assert.equal(homeOf(moved, 'p0'), 1);
  assert.equal(lessons.count(moved), 4);
  assert.equal(homeOf(lessons.remove(moved, 'p0'), 'p0'), -1);
});

test('nothing changes the lesson that it is given', () => {
  const before = JSON.stringify(FULL);
  lessons.rename(FULL, 0, 'cat');
  lessons.removeClass(FULL, 0);
  lessons.addClass(FULL);
  lessons.move(FULL, 'p1', 1);
  assert.equal(JSON.stringify(FULL), before);
});

test('names are trimmed, and none is taken twice or left out', () => {
  assert.equal(lessons.rename(FULL, 0, '  big   cat ').classes[0].name, 'big cat');
  assert.equal(lessons.rename(FULL, 0, 'CLASS 2'), FULL);
  assert.equal(lessons.rename(FULL, 0, '   '), FULL);
  assert.equal(lessons.rename(FULL, 0, 'x'.repeat(99)).classes[0].name.length, 40);
});

test('a new class has a free name and is chosen', () => {
  const named = lessons.rename(EMPTY, 0, 'Class 3');
  const more = lessons.addClass(named);
  assert.deepEqual(
    more.classes.map(({name}) => name),
    ['Class 3', 'Class 2', 'Class 4'],
  );
  assert.equal(more.chosen, 2);
  assert.equal(lessons.removeClass(more, 2).chosen, 1);
});

test('twenty classes are the most and two the fewest', () => {
  let lesson = EMPTY;
  while (lessons.canAdd(lesson)) lesson = lessons.addClass(lesson);
  assert.equal(lesson.classes.length, 20);
  while (lessons.canRemove(lesson)) lesson = lessons.removeClass(lesson, 0);
  assert.equal(lesson.classes.length, 2);
});

test('what a lesson lacks is one sentence', () => {
  assert.equal(lessons.lacks(FULL), '');
  assert.equal(lessons.lacks(EMPTY), '“Class 1” needs 2 more pictures.');
  assert.equal(lessons.lacks(lessons.remove(FULL, 'p3')), '“Class 2” needs 1 more picture.');
  assert.equal(lessons.lacks(lessons.removeClass(FULL, 0)), 'Name 2 classes or more.');
});
