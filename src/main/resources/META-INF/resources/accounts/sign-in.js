import { ask, trying } from './ask.js';

const part = (id) => document.getElementById(id);

async function show() {
  const me = await (await fetch('api/me')).json();
  const known = !me.roles.includes('customer') || me.id.startsWith('user:');
  part('form').hidden = known;
  part('hint').hidden = known;
  part('signed-in').hidden = !known;
  part('who').textContent = me.id.replace(/^user:/, '');
  if (known) return;
  const { adminWanted } = await (await fetch('api/sign-in')).json();
  if (adminWanted) part('hint').textContent = 'There is no admin yet. The link that was printed when the server started makes the first.';
}

part('form').addEventListener('submit', (event) => {
  event.preventDefault();
  trying(event.target, async () => {
    await ask('api/sign-in', { name: part('name').value, password: part('password').value });
    location.assign('./');
  });
});

for (const [id, path] of [['out', 'api/sign-out'], ['everywhere', 'api/sign-out/everywhere']]) {
  part(id).addEventListener('click', async () => {
    await ask(path);
    await show();
  });
}

show();
