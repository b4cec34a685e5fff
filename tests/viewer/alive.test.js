// A sign of life: sent for what is shown, and the page hears when the server no longer holds it.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {keepAlive} from '../../assets/viewer/screen/alive.js';
import {Gone} from '../../assets/viewer/record/decode.js';

/** Calls the sign of life once, with a server that answers by `reply()`. */
async function sign(url, reply) {
  const before = {fetch: globalThis.fetch, setInterval: globalThis.setInterval};
  const sent = [];
  const heard = [];
  let work = null;
  globalThis.setInterval = run => {
    work = run;
  };
  globalThis.fetch = async address => {
    sent.push(address);
    return reply();
  };
  try {
    keepAlive(
      () => url,
      error => heard.push(error),
    );
    await work();
  } finally {
    Object.assign(globalThis, before);
  }
  return {sent, heard};
}

test('a page without a view sends nothing', async () => {
  assert.deepEqual(await sign(null, () => ({status: 200})), {sent: [], heard: []});
});

test('a page with a view sends its address', async () => {
  const {sent, heard} = await sign('/view/alive', () => ({status: 200}));
  assert.deepEqual(sent, ['/view/alive']);
  assert.deepEqual(heard, []);
});

test('a view that has expired is told of; a broken line is not', async () => {
  const {heard} = await sign('/view/alive', () => ({status: 404}));
  assert.ok(heard[0] instanceof Gone);
  const broken = await sign('/view/alive', () => {
    throw new TypeError('no line');
  });
  assert.deepEqual(broken.heard, []);
});
