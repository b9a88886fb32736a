import { element } from './dom.js';
import { Preview } from './preview.js';

const REASONS = { wrong: 'It is wrong', harmful: 'It is harmful', biased: 'It is biased', 'off-topic': 'It is off topic', private: 'It tells something private', other: 'Something else' };
const COUNTS = { 'at-once': 'It counts at once.', 'after-review': 'It counts after a review.' };

/** What a reader can say of one reply: praise, a flag with its reason, or a better reply. */
export class Judge {
  #reply;
  #send;
  #forms = element('div');
  #answer = element('p', { className: 'thanks', role: 'status' });
  #buttons;

  /** @param reply its exchangeId and text  @param send takes a feedback frame */
  constructor(reply, send) {
    this.#reply = reply;
    this.#send = send;
    this.#buttons = element('div', { className: 'judge', role: 'group', ariaLabel: 'Say what you think of this reply' },
      this.#button('Good', () => this.#give({ verdict: 'praised' })),
      this.#button('Flag', () => this.#open(this.#flagForm())),
      this.#button('Correct', () => this.#open(this.#correctForm())));
    this.node = element('div', {}, this.#buttons, this.#forms, this.#answer);
  }

  accepted(frame) {
    this.#busy(false);
    this.#forms.replaceChildren();
    this.#answer.className = 'thanks';
    this.#answer.textContent = `Thank you. ${COUNTS[frame.counts] ?? ''}`;
  }

  refused(problem) {
    this.#busy(false);
    this.#answer.className = 'problem';
    this.#answer.textContent = `${problem.title}: ${problem.detail}`;
  }

  #give(feedback) {
    this.#busy(true);
    this.#answer.className = 'thanks';
    this.#answer.textContent = 'Sending…';
    this.#send({ type: 'feedback', exchangeId: this.#reply.exchangeId, ...feedback }, this);
  }

  #flagForm() {
    const reason = element('select', { name: 'reason' }, ...Object.entries(REASONS).map(([value, text]) => element('option', { value }, text)));
    const comment = element('textarea', { name: 'comment', rows: 2, maxLength: 4000 });
    return this.#form('Send flag', () => this.#give({ verdict: 'flagged', reason: reason.value, ...(comment.value.trim() && { comment: comment.value }) }),
      element('label', {}, 'What is wrong with this reply?', reason), element('label', {}, 'Remark for the reviewer (optional)', comment));
  }

  #correctForm() {
    const better = element('textarea', { name: 'betterReply', rows: 3, maxLength: 4000, value: this.#reply.text, required: true });
    return this.#form('Send correction', () => this.#give({ verdict: 'corrected', betterReply: better.value }),
      element('label', {}, 'What should the reply have been?', better), new Preview(better).node);
  }

  #form(action, submit, ...fields) {
    return element('form', { className: 'feedback', onsubmit: (event) => { event.preventDefault(); submit(); },
      onkeydown: (event) => event.key === 'Escape' && this.#close() },
      ...fields,
      element('div', { className: 'row' }, element('button', { type: 'submit' }, action),
        element('button', { type: 'button', className: 'quiet', onclick: () => this.#close() }, 'Back')));
  }

  #open(form) {
    this.#answer.textContent = '';
    this.#forms.replaceChildren(form);
    form.querySelector('select, textarea').focus();
    form.scrollIntoView({ block: 'nearest' });
  }

  #close() {
    this.#forms.replaceChildren();
    this.#buttons.querySelector('button').focus();
  }

  #busy(busy) {
    this.node.querySelectorAll('button').forEach((button) => { button.disabled = busy; });
  }

  #button(text, onclick) {
    return element('button', { type: 'button', className: 'quiet', onclick }, text);
  }
}
