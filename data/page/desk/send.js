// Writes go to the server as JSON; what it refuses it says in words.

export async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const said = await answer.json().catch(() => ({}));
    const why = answer.status === 413 ? '文字太长，没有保存' : '没有做成，请再试一次';
    return { ok: answer.ok, ...said, message: said.message ?? (answer.ok ? '' : why) };
  } catch {
    return { ok: false, message: '连不上程序：它可能已经结束，请重新打开' };
  }
}

// Posts what somebody wrote with the version that `element` showed; says whether it was kept, and if not, why.
export async function keep(path, element, fields, output) {
  const done = await post(path, { ...fields, version: Number(element.dataset.version) });
  if (done.ok) element.dataset.version = done.version;
  else tell(output, done.message, true);
  return done.ok;
}

export function tell(output, words, bad = false) {
  output.textContent = words;
  output.classList.toggle('bad', bad);
}

// Runs `save` a moment after the last call, and one at a time: a save that began ends before the next one begins.
export function soon(save, wait = 400) {
  let timer = null;
  let running = Promise.resolve();
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => { running = running.then(save); }, wait);
  };
}
