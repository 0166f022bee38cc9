// 情况说明: each box is saved as one types, and the text below is written again.
import '/desk/insert.js';
import { keep, soon, tell } from '/desk/send.js';

const written = document.getElementById('written');

const rewrite = soon(async () => {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.getElementById('written');
  if (fresh) written.replaceChildren(...fresh.childNodes);
}, 300);

for (const box of document.querySelectorAll('.blank textarea')) {
  const output = box.parentElement.querySelector('output');
  const save = soon(async () => {
    const fields = { unit: box.dataset.unit, key: box.dataset.key, text: box.value };
    if (!await keep('/texts', box, fields, output)) return;
    box.parentElement.classList.toggle('done', box.value.trim() !== '');
    tell(output, '已保存');
    rewrite();
  });
  box.addEventListener('input', () => {
    tell(output, '……');
    save();
  });
}
