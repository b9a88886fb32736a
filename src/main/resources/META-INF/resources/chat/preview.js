import { element } from './dom.js';

const PAUSE = 400;
const KINDS = { email: 'address', phone: 'number' };
let refused = false; // a server may have no database
const isAgent = () => document.getElementById('who').classList.contains('agent'); // who else asks is refused

async function post(path, body) {
  const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  return { ok: response.ok, status: response.status, answer };
}

/** What would be learned of a better reply while an agent writes it, and the way to keep the shop's own address or number in it. */
export class Preview {
  #better;
  #timer;
  #asked = 0;

  /** @param better the text field */
  constructor(better) {
    this.#better = better;
    this.node = element('div', { className: 'learned', role: 'status' });
    better.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#look(), PAUSE);
    });
    this.#look();
  }

  async #look() {
    const betterReply = this.#better.value;
    if (refused || !isAgent() || !betterReply.trim()) return this.node.replaceChildren();
    const asked = ++this.#asked;
    const { ok, status, answer } = await post('api/feedback/preview', { betterReply }).catch(() => ({}));
    refused = status === 421;
    if (!ok || asked !== this.#asked) return;
    this.node.replaceChildren(
      element('p', {}, answer.chosen === betterReply ? 'It is learned as it is written.' : `Learned as: ${answer.chosen}`),
      ...answer.removed.filter(({ confirmable }) => confirmable).map((removed) => this.#confirmation(removed)));
  }

  #confirmation({ kind, text }) {
    return element('button', { type: 'button', className: 'quiet', onclick: () => this.#confirm(text) },
      `${text} is our own ${KINDS[kind]}: learn it from now on`);
  }

  async #confirm(text) {
    const { ok, answer } = await post('api/contacts', { text }).catch(() => ({ answer: {} }));
    if (ok) await this.#look();
    else this.node.append(element('p', { className: 'problem' }, answer.detail ?? 'It could not be kept now.'));
  }
}
