// A lesson as plain data: classes with the ids of their pictures, and what can be done to it. Nothing
// here changes a lesson; each returns another one.
import {limits} from '../record/limits.js';

/**
 * @typedef {import('../record/replies.js').TeachClass} TeachClass
 * @typedef {{classes: TeachClass[], chosen: number}} Lesson `chosen` is the class that new pictures
 *   go to
 */

/** @type {Lesson} */
export const EMPTY = {
  classes: [
    {name: 'Class 1', pictures: []},
    {name: 'Class 2', pictures: []},
  ],
  chosen: 0,
};

export const canAdd = ({classes}) => classes.length < limits.teachClasses[1];
export const canRemove = ({classes}) => classes.length > limits.teachClasses[0];

/** How many pictures it has. */
export const count = ({classes}) => classes.reduce((sum, {pictures}) => sum + pictures.length, 0);

/** The index of the class of a picture; -1 where it is in none. */
export const homeOf = ({classes}, id) => classes.findIndex(({pictures}) => pictures.includes(id));

const withClass = (lesson, at, change) => ({
  ...lesson,
  classes: lesson.classes.map((one, i) => (i === at ? {...one, ...change} : one)),
});

/** The picture in the class `at`, unless it is in the lesson: one picture is in one class. */
export function add(lesson, at, id) {
  if (homeOf(lesson, id) >= 0) return lesson;
  return withClass(lesson, at, {pictures: [...lesson.classes[at].pictures, id]});
}

export const remove = (lesson, id) => ({
  ...lesson,
  classes: lesson.classes.map(one => ({
    ...one,
    pictures: one.pictures.filter(other => other !== id),
  })),
});

export const move = (lesson, id, to) => add(remove(lesson, id), to, id);

/** Another name for a class; an empty one, or that of another class, changes nothing. */
export function rename(lesson, at, text) {
  const name = text.replace(/\s+/g, ' ').trim().slice(0, limits.teachName);
  const isTaken = lesson.classes.some(
    (one, i) => i !== at && one.name.toLowerCase() === name.toLowerCase(),
  );
  return name && !isTaken ? withClass(lesson, at, {name}) : lesson;
}

/** One more class, which is chosen; its name is the first free "Class 3". */
export function addClass(lesson) {
  const names = lesson.classes.map(({name}) => name.toLowerCase());
  let number = lesson.classes.length + 1;
  while (names.includes(`class ${number}`)) number++;
  const classes = [...lesson.classes, {name: `Class ${number}`, pictures: []}];
  return {classes, chosen: classes.length - 1};
}

export function removeClass(lesson, at) {
  const classes = lesson.classes.filter((_, i) => i !== at);
  return {classes, chosen: Math.min(lesson.chosen, classes.length - 1)};
}

export const chooseClass = (lesson, at) => ({...lesson, chosen: at});

/** What a lesson lacks, in one sentence; empty where it can be taught. */
export function lacks({classes}) {
  const [fewest] = limits.teachClasses;
  if (classes.length < fewest) return `Name ${fewest} classes or more.`;
  const few = classes.find(({pictures}) => pictures.length < limits.teachEach);
  if (!few) return '';
  const more = limits.teachEach - few.pictures.length;
  return `“${few.name}” needs ${more} more ${more === 1 ? 'picture' : 'pictures'}.`;
}
