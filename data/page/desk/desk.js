// The page of `tongbi serve`: each view has a module of its own.
import '/desk/original.js';
import { post, tell } from '/desk/send.js';

const views = { comparison: '/desk/comparison.js', files: '/desk/files.js', charts: '/desk/charts.js', text: '/desk/text.js', findings: '/desk/findings.js' };

document.querySelector('.theme')?.addEventListener('click', () => {
  try {
    localStorage.setItem('theme', document.documentElement.dataset.theme);
  } catch {
    // The theme then holds for this page only.
  }
});

const choose = document.querySelector('.choose');
choose?.addEventListener('change', () => choose.requestSubmit());

document.querySelector('.end')?.addEventListener('click', async () => {
  const said = document.querySelector('.ended');
  const done = await post('/end', {});
  tell(said, done.ok ? '程序已结束，可以关上这一页。' : done.message, !done.ok);
});

const own = views[document.body.dataset.view];
if (own) await import(own);
document.documentElement.dataset.ready = '';
