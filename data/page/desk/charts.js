// 图: drawn again by the server as soon as a choice changes.
const form = document.querySelector('.draw');
const drawn = document.getElementById('drawn');
let last = 0;

function watch() {
  const copy = drawn.querySelector('.copy');
  copy?.addEventListener('click', async () => {
    const output = form.querySelector('output');
    try {
      const picture = fetch(copy.dataset.png).then((answer) => answer.blob());
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
      output.textContent = '已复制';
    } catch {
      output.textContent = '浏览器不让复制，请下载 PNG';
    }
  });
}

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
  watch();
});
form.classList.add('live');
watch();
