// Messages about events under way: one that the line cuts off from its end gets an end.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Messages} from '../../assets/viewer/page/messages.js';

const taken = event => new Response(JSON.stringify({event_id: event}));
const line = message => `data: ${JSON.stringify(message)}\n\n`;
const done = event => line({msg: 'process_completed', event_id: event, success: true});
const read = text =>
  text
    .split('\n\n')
    .filter(Boolean)
    .map(one => JSON.parse(one.slice(6)));

/** A stream of these pieces that ends, or breaks. */
const stream = (pieces, breaks) =>
  new ReadableStream({
    pull(controller) {
      if (pieces.length) controller.enqueue(new TextEncoder().encode(pieces.shift()));
      else if (breaks) controller.error(new TypeError('network error'));
      else controller.close();
    },
  });

/** What the page reads of such a stream while the events `a` and `b` are under way. */
async function seen(pieces, breaks) {
  let broken = 0;
  const messages = new Messages(() => (broken += 1));
  for (const event of ['a', 'b']) await messages.taken(taken(event));
  const reply = await messages.reply(async () => new Response(stream(pieces, breaks)));
  return {broken, messages: read(await reply.text())};
}

const ends = ({messages}) => messages.map(one => [one.msg, one.event_id, one.success]);

test('what comes whole is handed on as it is, however it is cut', async () => {
  const text = done('a') + done('b');
  for (const at of [0, 1, 30, text.length]) {
    const found = await seen([text.slice(0, at), text.slice(at)].filter(Boolean), false);
    assert.deepEqual(found.messages, read(text));
    assert.equal(found.broken, 0);
  }
});

for (const breaks of [true, false]) {
  test(`an event without an end has failed where the messages ${breaks ? 'break' : 'end'}`, async () => {
    const found = await seen([done('a')], breaks);
    assert.deepEqual(ends(found), [
      ['process_completed', 'a', true],
      ['process_completed', 'b', false],
      ['close_stream', null, undefined],
    ]);
  });
}

test('so have all where no messages come at all, but not where the page leaves', async () => {
  const messages = new Messages(() => {});
  await messages.taken(taken('a'));
  const refused = () => Promise.reject(new TypeError('Failed to fetch'));
  const reply = await messages.reply(refused);
  assert.deepEqual(
    read(await reply.text()).map(one => one.event_id),
    ['a', null],
  );
  const left = new DOMException('left', 'AbortError');
  await assert.rejects(
    messages.reply(() => Promise.reject(left)),
    {name: 'AbortError'},
  );
});
