/** Sends what a form has and returns the answer; throws an error with the server's words if it refuses. */
export async function ask(path, body) {
  const response = await fetch(path, body === undefined
    ? { method: 'POST' }
    : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail ?? `The server answered ${response.status}.`);
}

/** Does something while the form can't be sent twice, and says what went wrong where a reader hears of it. */
export async function trying(form, work) {
  const button = form.querySelector('button');
  const problem = document.getElementById('problem');
  button.disabled = true;
  problem.textContent = '';
  try {
    await work();
  } catch (failure) {
    problem.textContent = failure instanceof TypeError ? 'The server can’t be reached.' : failure.message;
  } finally {
    button.disabled = false;
  }
}
