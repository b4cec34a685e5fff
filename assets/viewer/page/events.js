// The page's events on their way to the server by Gradio's own script. It takes a broken line for the
// end of the page and loads it again, which loses what only the page has: an event waits here until
// the server answers, and one that the line cuts off gets an end (messages.js). Its messages are for
// programmers: the page says in its own words that the line is broken (explore/line.js), and what
// was not taken (explore/answer.js).
import {channel} from './channel.js';
import {Messages} from './messages.js';

const EVENTS = '/queue/join';
const MESSAGES_OF_EVENTS = '/queue/data';
const PAUSE = 1000; // ms at least between two attempts
const MESSAGES = '.toast-wrap'; // which style.css hides

export function mount() {
  const send = window.fetch;
  const messages = new Messages(() => channel.tell('broken'));
  window.fetch = async (address, options) => {
    const path = address instanceof Request ? address.url : String(address);
    const go = () => send.call(window, address, options);
    if (path.includes(MESSAGES_OF_EVENTS)) return messages.reply(go);
    if (!path.includes(EVENTS)) return go();
    const reply = await sent(go);
    await messages.taken(reply);
    return reply;
  };
  listen();
}

/** The reply to an event, which is sent again and again while the line is broken. */
async function sent(send) {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      await answering();
    }
  }
}

/** Waits until the server answers again. */
async function answering() {
  await new Promise(resolve => setTimeout(resolve, PAUSE));
  const answers = new Promise(resolve => channel.follow('answers', resolve));
  channel.tell('broken');
  await answers;
}

/** A message may say that the line broke while the server was at work. */
function listen() {
  const box = document.querySelector(MESSAGES);
  if (!box) {
    requestAnimationFrame(listen); // Gradio has not mounted yet
    return;
  }
  const isNew = ({addedNodes}) => addedNodes.length > 0;
  new MutationObserver(changes => changes.some(isNew) && channel.tell('broken')).observe(box, {
    childList: true,
    subtree: true,
  });
}
