// 对比: which changes of codes count. The table is made again by the server.
import { keep, soon, tell } from '/desk/send.js';

for (const form of document.querySelectorAll('.tick')) {
  const output = form.querySelector('output');
  const save = soon(async () => {
    const fields = { rows: form.dataset.rows, counts: form.elements.counts.checked };
    if (await keep('/comparison', form, fields, output)) {
      tell(output, '已保存，重新计算');
      location.reload();
    } else {
      form.elements.counts.checked = !fields.counts;
    }
  }, 0);
  form.addEventListener('change', save);
}
