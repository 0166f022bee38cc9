// 许多单位: finds units by name.
import { remember } from '/desk/address.js';

const seek = document.querySelector('.seek');
const rows = [...document.querySelectorAll('#units tbody tr')];

function show() {
  const find = seek.elements.find.value.trim().toLowerCase();
  let shown = 0;
  for (const row of rows) {
    row.hidden = !row.cells[0].textContent.toLowerCase().includes(find);
    if (!row.hidden) shown += 1;
  }
  seek.querySelector('output').textContent = `显示 ${shown} 个单位`;
}

seek.addEventListener('input', show);
seek.addEventListener('submit', (event) => event.preventDefault());
remember(seek);
show();
