// Gradio's messages about events under way. Where the line breaks before an event has its end,
// Gradio's script takes that for the end of the page: such an event gets an end here instead.

const ENDS = 'process_completed';
const HEADERS = {'content-type': 'text/event-stream'};

export class Messages {
  /** @type {Set<string>} */ waiting = new Set(); // events without an end

  /** @param {() => void} broken called when the line broke while the server was at work */
  constructor(broken) {
    this.broken = broken;
  }

  /** The server has taken an event. @param {Response} reply */
  async taken(reply) {
    if (!reply.ok) return;
    const {event_id: event} = await reply.clone().json();
    this.waiting.add(event);
  }

  /**
   * The messages, to whose end those of events are added that have none.
   * @param {() => Promise<Response>} request
   */
  async reply(request) {
    let reply;
    try {
      reply = await request();
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      return new Response(this.ends(), {headers: HEADERS});
    }
    if (!reply.ok || !reply.body) return reply;
    return new Response(this.through(reply.body.getReader()), {headers: reply.headers});
  }

  /** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
  through(reader) {
    const decoder = new TextDecoder();
    let rest = '';
    const note = piece => {
      const lines = (rest + decoder.decode(piece, {stream: true})).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.note(line);
    };
    return new ReadableStream({
      pull: async controller => {
        try {
          const {done, value} = await reader.read();
          if (!done) {
            note(value);
            controller.enqueue(value);
            return;
          }
        } catch (error) {
          if (error.name === 'AbortError') throw error;
        }
        controller.enqueue(new TextEncoder().encode(this.ends()));
        controller.close();
      },
      cancel: reason => reader.cancel(reason),
    });
  }

  /** @param {string} line */
  note(line) {
    if (!line.includes(ENDS)) return;
    for (const event of this.waiting) if (line.includes(event)) this.waiting.delete(event);
  }

  /** The ends of the events that have none, and that of the messages: the next ones come anew. */
  ends() {
    const events = [...this.waiting];
    if (!events.length) return '';
    this.waiting.clear();
    this.broken();
    const end = event_id => ({msg: ENDS, event_id, output: {error: null}, success: false});
    const last = {msg: 'close_stream', event_id: null};
    return [...events.map(end), last].map(one => `data: ${JSON.stringify(one)}\n\n`).join('');
  }
}
