import { Connection, isAnswered } from './connection.js';
import { element, named } from './dom.js';
import { Log } from './log.js';

const LONGEST = 4000;
const STATES = { connecting: 'Connecting…', open: 'Connected', waiting: 'Connection lost, trying again…' };
const part = (id) => document.getElementById(id);

const connection = new Connection();
const judges = new Map(); // id of a feedback frame -> its judge
const mine = new Map(); // id of a message -> its list item
const log = new Log(part('log'), (frame, judge) => judges.set(connection.ask(frame), judge));
let running; // exchange id of the reply that is being written
let asked = false; // a message is on its way

const frames = {
  'conversation.created'(frame) {
    const turns = frame.turns ?? [];
    running = undefined;
    log.show(turns);
    for (const [id, message] of mine) {
      if (!isAnswered(id, message.text, turns)) message.item = log.say(message.text);
      else if (turns.at(-1).role === 'assistant') mine.delete(id);
    }
    asked = mine.size > 0;
    part('welcome').hidden = asked || turns.length > 0;
    serves(frame.model);
    controls();
  },
  'response.created'(frame) {
    running = frame.exchangeId;
    log.begin(frame);
    serves(frame.model);
    controls();
  },
  'response.output_text.delta'(frame) {
    log.append(frame);
  },
  'response.done'(frame) {
    log.finish(frame);
    ended(frame.messageId);
  },
  'feedback.accepted'(frame) {
    judges.get(frame.messageId)?.accepted(frame);
    judges.delete(frame.messageId);
  },
  error(frame) {
    if (judges.has(frame.messageId)) {
      judges.get(frame.messageId).refused(frame);
      judges.delete(frame.messageId);
      return;
    }
    notice(`${frame.title}: ${frame.detail}`);
    if (mine.has(frame.messageId)) { // what was refused goes back to where it can be changed
      const { item, text } = mine.get(frame.messageId);
      item.remove();
      if (!part('text').value) part('text').value = text;
      if (frame.exchangeId) log.drop(frame.exchangeId);
      ended(frame.messageId);
    } else if (frame.exchangeId) {
      log.drop(frame.exchangeId);
      ended(frame.messageId);
    }
  },
};

connection.addEventListener('frame', ({ detail }) => frames[detail.type]?.(detail));
connection.addEventListener('state', ({ detail }) => {
  part('connection').textContent = STATES[detail];
  part('connection').className = `state ${detail}`;
  controls();
});

part('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = part('text').value;
  if (!text.trim() || asked || text.length > LONGEST) return;
  part('notices').replaceChildren();
  part('welcome').hidden = true;
  const item = log.say(text);
  mine.set(connection.ask({ type: 'message', text }), { item, text });
  asked = true;
  part('text').value = '';
  controls();
});
part('text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    part('composer').requestSubmit();
  }
});
part('text').addEventListener('input', controls);
part('cancel').addEventListener('click', () => connection.tell({ type: 'cancel', ...(running && { exchangeId: running }) }));
part('fresh').addEventListener('click', () => {
  part('notices').replaceChildren();
  mine.clear();
  judges.clear();
  connection.restart();
  part('text').focus();
});

function ended(messageId) {
  mine.delete(messageId);
  running = undefined;
  asked = mine.size > 0;
  controls();
}

function controls() {
  const text = part('text');
  const busy = asked || running !== undefined;
  text.style.height = 'auto';
  text.style.height = `${text.scrollHeight + 2}px`;
  part('send').hidden = busy;
  part('send').disabled = !text.value.trim() || text.value.length > LONGEST;
  part('cancel').hidden = !busy;
  part('cancel').disabled = running === undefined || !part('connection').classList.contains('open');
  part('count').textContent = text.value.length > LONGEST * 0.9 ? `${text.value.length} of ${LONGEST} characters` : '';
}

function serves(model) {
  part('model').textContent = model ? `Model: ${named(model)}` : 'No model is loaded yet';
}

function notice(text) {
  const close = element('button', { type: 'button', className: 'quiet', onclick: (event) => event.target.parentElement.remove() }, 'Close');
  part('notices').replaceChildren(element('div', { className: 'notice' }, element('span', {}, text), close));
}

/** Also makes the server remember this browser before the conversation is its own. */
async function whoAmI() {
  try {
    const me = await (await fetch('api/me')).json();
    const agent = me.roles.includes('agent');
    part('who').textContent = agent ? 'Agent' : 'Visitor';
    part('who').title = agent ? 'Your corrections count at once.' : 'Your corrections count after a review.';
    part('who').classList.toggle('agent', agent);
  } catch {
    setTimeout(whoAmI, 2000);
    return;
  }
  connection.open();
}

controls();
whoAmI();
part('text').focus();
