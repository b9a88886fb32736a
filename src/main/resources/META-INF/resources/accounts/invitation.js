import { ask, trying } from './ask.js';

const part = (id) => document.getElementById(id);
const invitation = location.hash.slice(1);
history.replaceState(null, '', location.pathname); // the link stays in no history

if (!invitation) part('problem').textContent = 'The link is not whole: open it as it was sent to you.';

part('form').addEventListener('submit', (event) => {
  event.preventDefault();
  trying(event.target, async () => {
    const name = part('name').value;
    const password = part('password').value;
    await ask('api/accounts', { invitation, name, password });
    await ask('api/sign-in', { name, password });
    location.assign('./');
  });
});
