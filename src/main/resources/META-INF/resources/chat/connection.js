import { newId } from './dom.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/** Whether a message is among the turns; where none has an id, as in what earlier versions recorded, the last thing said is compared. */
export function isAnswered(id, text, turns) {
  return turns.some((turn) => turn.messageId === id)
    || (turns.at(-1)?.role === 'assistant' && !turns.some((turn) => turn.messageId) && turns.at(-2)?.content === text);
}

/**
 * The WebSocket to /chat, opened again by itself. What the server has not answered when the connection breaks is sent again with the same
 * id, so it counts once. Events: "frame" (detail: the frame), "state" (detail: "connecting", "open" or "waiting").
 */
export class Connection extends EventTarget {
  #socket;
  #wait = FIRST_WAIT;
  #timer;
  #unanswered = new Map(); // id -> frame

  constructor() {
    super();
    addEventListener('online', () => this.#now());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#now());
  }

  get conversation() {
    return sessionStorage.getItem('conversation');
  }

  open() {
    this.#tell('state', 'connecting');
    const url = new URL('chat', document.baseURI);
    url.protocol = url.protocol.replace('http', 'ws');
    if (this.conversation) url.searchParams.set('conversation', this.conversation);
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onmessage = (event) => socket === this.#socket && this.#receive(JSON.parse(event.data));
    socket.onclose = () => socket === this.#socket && this.#later();
  }

  /** Leaves the conversation and opens another. */
  restart() {
    sessionStorage.removeItem('conversation');
    this.#unanswered.clear();
    const old = this.#socket;
    this.#socket = undefined;
    old?.close();
    clearTimeout(this.#timer);
    this.open();
  }

  /** Sends a frame that has an answer, now or as soon as there is a connection again; returns its id. */
  ask(frame) {
    const asked = { ...frame, id: newId() };
    this.#unanswered.set(asked.id, asked);
    this.tell(asked);
    return asked.id;
  }

  /** Sends a frame if there is a connection. */
  tell(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #receive(frame) {
    if (frame.type === 'conversation.created') {
      sessionStorage.setItem('conversation', frame.conversationId);
      this.#wait = FIRST_WAIT;
      this.#tell('state', 'open');
    }
    if (['response.done', 'feedback.accepted', 'error'].includes(frame.type)) this.#unanswered.delete(frame.messageId);
    this.#tell('frame', frame);
    if (frame.type === 'conversation.created') this.#sendAgain(frame.turns ?? []);
  }

  #sendAgain(turns) {
    for (const [id, frame] of this.#unanswered) {
      if (frame.type === 'message' && isAnswered(id, frame.text, turns)) this.#unanswered.delete(id);
      else this.tell(frame);
    }
  }

  #later() {
    this.#tell('state', 'waiting');
    this.#timer = setTimeout(() => this.open(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }

  #now() {
    if (this.#socket?.readyState === WebSocket.CLOSED) {
      clearTimeout(this.#timer);
      this.open();
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
