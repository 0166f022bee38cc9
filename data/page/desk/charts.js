// 图: drawn again by the server as soon as a choice changes.
import '/desk/insert.js';

const form = document.querySelector('.draw');
const drawn = document.getElementById('drawn');
let last = 0;

form.addEventListener('change', async () => {
  const own = ++last;
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const address = `${location.pathname}?${asked}`;
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.getElementById('drawn');
  if (own !== last || !fresh) return;
  drawn.replaceChildren(...fresh.childNodes);
  history.replaceState(null, '', address);
});
form.classList.add('live');
