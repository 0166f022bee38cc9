// 审查: filters, and what the user decides about each finding.
import { keep, soon, tell } from '/desk/send.js';

const sift = document.querySelector('.sift');
const findings = [...document.querySelectorAll('.findings > li[data-state]')];

function show() {
  const { file, check, state } = sift.elements;
  let shown = 0;
  for (const one of findings) {
    const fits = (!file.value || one.dataset.file === file.value)
      && (!check.value || one.dataset.check === check.value)
      && (!state.value || one.dataset.state === state.value);
    one.hidden = !fits;
    if (fits) shown += 1;
  }
  sift.querySelector('output').textContent = `显示 ${shown} 处`;
}

sift.addEventListener('input', show);
show();

for (const form of document.querySelectorAll('form.state')) {
  const output = form.querySelector('output');
  const save = soon(async () => {
    const state = form.elements.state.value;
    const fields = { finding: form.dataset.finding, state, note: form.elements.note.value };
    if (!await keep('/findings', form, fields, output)) return;
    // The same finding may stand in several places.
    for (const other of document.querySelectorAll('form.state')) {
      if (other.dataset.finding !== form.dataset.finding) continue;
      other.dataset.version = form.dataset.version;
      other.elements.state.value = state;
      if (other !== form) other.elements.note.value = fields.note;
      other.closest('li').dataset.state = state;
    }
    tell(output, '已保存');
  });
  form.addEventListener('input', save);
  form.addEventListener('submit', (event) => event.preventDefault());
}
