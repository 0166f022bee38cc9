// 放入文件: drops, uploads one after another, and the progress of reading.
import { keep, soon, tell } from '/desk/send.js';

const drop = document.getElementById('drop');
const list = document.getElementById('progress');
const reading = document.getElementById('reading');

function line(name) {
  const item = document.createElement('li');
  const words = document.createElement('span');
  const bar = document.createElement('progress');
  const state = document.createElement('span');
  words.textContent = name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute('aria-label', name);
  state.textContent = '等待';
  item.append(words, bar, state);
  list.append(item);
  return { bar, state };
}

// XMLHttpRequest, because fetch does not tell how much has been sent.
function send({ name, file }, { bar, state }) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/files?name=${encodeURIComponent(name)}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    const end = (words, bad) => {
      tell(state, words, bad);
      bar.value = bad ? 0 : 1;
      resolve(!bad);
    };
    request.addEventListener('error', () => end('没有送到', true));
    request.addEventListener('load', () => {
      if (request.status === 200) return end('已放入', false);
      let said = {};
      try { said = JSON.parse(request.responseText); } catch { /* an answer without words */ }
      end(said.message ?? '没有收下', true);
    });
    state.textContent = '放入';
    request.send(file);
  });
}

async function take(files) {
  if (!files.length) return;
  const lines = files.map(({ name }) => line(name));
  let all = true;
  for (const [at, file] of files.entries()) all = await send(file, lines[at]) && all;
  await read(all);
}

function read(reload) {
  tell(reading, '读取……');
  const events = new EventSource('/progress');
  return new Promise((resolve) => {
    events.addEventListener('message', (event) => {
      const said = JSON.parse(event.data);
      if (!said.done) return tell(reading, said.total ? `读取 ${said.read}/${said.total}：${said.name}` : '读取……');
      events.close();
      tell(reading, reload ? '读完了。' : '读完了，有文件没有收下，见上。');
      if (reload) location.reload();
      resolve();
    });
    events.addEventListener('error', () => {
      events.close();
      tell(reading, '连不上程序，请重新打开', true);
      resolve();
    });
  });
}

// The files of a dropped folder, with the folders above them in their names.
async function within(entry, above) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => { entry.file(resolve, reject); });
    return [{ name: above + entry.name, file }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (!some.length) return found;
    for (const one of some) found.push(...await within(one, `${above}${entry.name}/`));
  }
}

for (const name of ['dragenter', 'dragover']) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
}
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', async (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const loose = [...event.dataTransfer.files].map((file) => ({ name: file.name, file }));
  const found = entries.length ? (await Promise.all(entries.map((entry) => within(entry, '')))).flat() : loose;
  await take(found);
});
// A file that misses the place must not replace the page.
for (const name of ['dragover', 'drop']) window.addEventListener(name, (event) => event.preventDefault());
for (const id of ['pick-files', 'pick-folder']) {
  const pick = document.getElementById(id);
  pick.addEventListener('change', async () => {
    const files = [...pick.files].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
    pick.value = '';
    await take(files);
  });
}

for (const form of document.querySelectorAll('.correct')) {
  const output = form.querySelector('output');
  const save = soon(async () => {
    const { table, year, unit, phase, money, left_out: out } = form.elements;
    const { place } = form.dataset;
    const fields = table ? { table: [place, table.value.trim()], table_money: [place, money.value] }
      : { year: year.value.trim(), unit: unit.value.trim(), phase: phase.value, money: money.value, left_out: out.checked };
    if (!await keep('/inputs', form, { name: form.dataset.name, ...fields }, output)) return;
    tell(output, '已改，重新读取');
    await read(true);
  }, 100);
  // A name that is being typed is none yet.
  form.addEventListener('change', save);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    document.activeElement.blur();
  });
}
