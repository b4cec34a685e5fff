// Signs of life: one at a time, and the page hears what the server says and that it says nothing.
import assert from 'node:assert/strict';
import {test} from 'node:test';

/** A page whose server answers by `reply()`: what it sent and heard, and its timers. */
async function page(t, reply) {
  const heard = [];
  const sent = [];
  const timers = [];
  const nothing = {addEventListener: () => {}};
  const browser = {setTimeout: (run, time) => timers.push({run, time}), ...nothing};
  const stand = {window: browser, document: {hidden: false, ...nothing}};
  for (const [name, value] of Object.entries({...stand, clearTimeout: () => {}, fetch: answer})) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, {value, configurable: true, writable: true});
    t.after(() =>
      before ? Object.defineProperty(globalThis, name, before) : delete globalThis[name],
    );
  }
  async function answer(address) {
    sent.push(address);
    const body = await reply();
    return {ok: true, json: async () => body};
  }
  const {Touch} = await import('../../assets/viewer/screen/alive.js');
  const one = {url: '/view/alive', heard, sent, timers};
  one.touch = new Touch({
    url: () => one.url,
    lost: again => heard.push(again ? 'started again' : 'let go'),
    away: () => heard.push('away'),
    back: () => heard.push('back'),
  });
  return one;
}

const known = {born: 'a', known: true};

test('a page without a view sends nothing, and one with a view its address', async t => {
  const one = await page(t, () => known);
  one.url = null;
  await one.touch.look();
  assert.deepEqual(one.sent, []);
  one.url = '/view/alive';
  await one.touch.look();
  assert.deepEqual(one.sent, ['/view/alive']);
  assert.deepEqual(one.heard, []);
});

test('the page hears whether its view was let go or the program started again', async t => {
  const signs = [known, {born: 'a', known: false}, {born: 'b', known: false}];
  const one = await page(t, () => signs.shift());
  for (let i = 0; i < 3; i += 1) await one.touch.look();
  assert.deepEqual(one.heard, ['let go', 'started again']);
});

test('a broken line is said once, and that it is whole again', async t => {
  let broken = true;
  const one = await page(t, () => {
    if (broken) throw new Error('no line');
    return known;
  });
  await one.touch.look();
  await one.touch.look();
  const away = one.timers.at(-1).time;
  broken = false;
  await one.touch.look();
  assert.deepEqual(one.heard, ['away', 'back']);
  assert.ok(away < one.timers.at(-1).time); // it looks more often while nothing answers
});

test('one question at a time, however long the answer takes', async t => {
  let come = () => {};
  const one = await page(t, () => new Promise(resolve => (come = resolve)));
  const first = one.touch.look();
  await one.touch.look();
  come(known);
  await first;
  assert.equal(one.sent.length, 1);
});

test('a page in the background looks often enough to keep what it holds', async t => {
  const one = await page(t, () => known);
  globalThis.document.hidden = true;
  await one.touch.look();
  const {time} = one.timers.at(-1);
  assert.ok(time >= 60_000); // as often as browsers let it
  assert.ok(5 * time < 600_000); // five signs may be lost
});
