// Files that the page sends: one that cannot be read any more is a sentence, and nothing is sent.
import assert from 'node:assert/strict';
import {test} from 'node:test';

/** A page whose requests are noted. */
async function page(t) {
  const sent = [];
  const store = {getItem: () => null, setItem: () => {}, removeItem: () => {}};
  const stand = {
    window: {sessionStorage: store, addEventListener: () => {}},
    document: {hidden: false, addEventListener: () => {}},
    history: {state: null},
    fetch: async (address, {body, headers}) => {
      sent.push({address, body, tab: headers['x-tab']});
      return {ok: true, status: 200, json: async () => ({file: 'its id'})};
    },
  };
  for (const [name, value] of Object.entries(stand)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, {value, configurable: true, writable: true});
    t.after(() =>
      before ? Object.defineProperty(globalThis, name, before) : delete globalThis[name],
    );
  }
  return {sent, ...(await import('../../assets/viewer/state/files.js'))};
}

test('a file is sent with the secret of the tab, which stands in no address', async t => {
  const {sent, sending} = await page(t);
  const file = new File(['content'], 'mine.png');
  const {tab, ...others} = await sending(file, '/base');
  assert.deepEqual(others, {file: 'its id', name: 'mine.png'});
  assert.match(tab, /^[0-9a-f]{32}$/);
  assert.deepEqual(sent, [{address: '/base/open', body: file, tab}]);
});

test('a file that was moved or changed is asked for, and nothing is sent', async t => {
  const {sent, sending} = await page(t);
  const arrayBuffer = async () => {
    throw new DOMException('changed', 'NotReadableError');
  };
  const file = {size: 3, name: 'mine.png', slice: () => ({arrayBuffer})};
  await assert.rejects(sending(file, '/base'), {
    message: 'The file of your picture cannot be read any more: open it again.',
  });
  assert.deepEqual(sent, []);
});

test('a picture that is none of the page is not sent again', async t => {
  const {sent, sentAgain} = await page(t);
  assert.equal(await sentAgain({picture: 'own:0123456789ab'}, '/base'), null);
  assert.equal(await sentAgain({picture: 'example:cat'}, '/base'), null);
  assert.equal(await sentAgain({}, '/base'), null);
  assert.deepEqual(sent, []);
});
