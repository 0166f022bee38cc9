// 插图: puts a chart into the 情况说明, or takes it away; the page is then made again by the server.
import { keep, tell } from '/desk/send.js';

// The page's form may be drawn again, so its document listens.
document.addEventListener('submit', async (event) => {
  const form = event.target.closest('form.insert');
  if (!form) return;
  event.preventDefault();
  const output = form.querySelector('output');
  const { unit, words, stands } = form.dataset;
  const fields = { unit, words: JSON.parse(words), stands: !stands };
  if (!await keep('/charts', form, fields, output)) return;
  tell(output, '已保存');
  location.reload();
});
