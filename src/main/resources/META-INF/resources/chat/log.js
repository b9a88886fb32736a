import { element, named } from './dom.js';
import { Judge } from './judge.js';

const CORRECTION = 'from a correction by an agent';
const ENDS = { length: 'cut at its limit', cancelled: 'stopped' };

/** The conversation as the reader sees it. Replies are known by their exchange id. */
export class Log {
  #list;
  #judge;
  #replies = new Map();

  /** @param list the <ol>  @param judge sends feedback: (frame, judge) => void */
  constructor(list, judge) {
    this.#list = list;
    this.#judge = judge;
  }

  clear() {
    this.#list.replaceChildren();
    this.#replies.clear();
  }

  show(turns) {
    this.clear();
    for (const turn of turns) {
      if (turn.role === 'assistant') this.#past(turn);
      else this.say(turn.content);
    }
  }

  say(text) {
    const item = element('li', { className: 'turn user' }, element('span', { className: 'hidden' }, 'You: '), element('p', { className: 'bubble' }, text));
    this.#add(item);
    return item;
  }

  begin({ exchangeId, model, modelChanged }) {
    if (this.#replies.has(exchangeId)) this.#replies.get(exchangeId).item.remove();
    else if (modelChanged) this.#add(element('li', { className: 'changed' }, `A newer model answers from here on: ${named(model)}`));
    const reply = this.#item(model);
    reply.item.classList.add('writing');
    reply.item.ariaBusy = 'true';
    this.#replies.set(exchangeId, reply);
  }

  append({ exchangeId, delta }) {
    const reply = this.#replies.get(exchangeId);
    if (!reply) return;
    reply.bubble.append(delta);
    this.#follow();
  }

  finish({ exchangeId, text, finishReason, usage, timings, recorded, model, recalled }) {
    const reply = this.#replies.get(exchangeId);
    if (!reply) return;
    reply.item.classList.remove('writing');
    reply.item.ariaBusy = 'false';
    reply.bubble.textContent = text;
    const own = [named(model), `${usage.completionTokens} tokens in ${timings.totalMs < 1000 ? `${timings.totalMs} ms` : `${(timings.totalMs / 1000).toFixed(1)} s`}`];
    this.#tell(reply, recalled, [...(recalled ? [] : own), ENDS[finishReason], recorded ? undefined : 'not recorded yet']);
    this.#offerJudge(reply, exchangeId, text);
    this.#follow();
  }

  /** A reply that failed leaves nothing behind. */
  drop(exchangeId) {
    this.#replies.get(exchangeId)?.item.remove();
    this.#replies.delete(exchangeId);
  }

  #past({ content, exchangeId, model, finishReason, recalled }) {
    const reply = this.#item(model);
    reply.bubble.textContent = content;
    this.#tell(reply, recalled, [!recalled && model && named(model), ENDS[finishReason]]);
    if (exchangeId) {
      this.#replies.set(exchangeId, reply);
      this.#offerJudge(reply, exchangeId, content);
    }
  }

  /** A person's words are no version's, nor are its tokens and its time theirs. */
  #tell(reply, recalled, facts) {
    const source = recalled ? [element('span', { className: 'source' }, CORRECTION)] : [];
    reply.facts.replaceChildren(...[...source, ...facts.filter(Boolean)].flatMap((fact, i) => (i ? [' · ', fact] : [fact])));
  }

  #offerJudge(reply, exchangeId, text) {
    if (!reply.judge) {
      reply.judge = new Judge({ exchangeId, text }, this.#judge);
      reply.item.append(reply.judge.node);
    }
  }

  #item(model) {
    const bubble = element('p', { className: 'bubble' });
    const facts = element('p', { className: 'facts' }, model ? named(model) : '');
    const item = element('li', { className: 'turn assistant' }, element('span', { className: 'hidden' }, 'Retort: '), bubble, facts);
    this.#add(item);
    return { item, bubble, facts };
  }

  #add(item) {
    this.#list.append(item);
    this.#follow();
  }

  #follow() {
    this.#list.lastElementChild?.scrollIntoView({ block: 'end' });
  }
}
