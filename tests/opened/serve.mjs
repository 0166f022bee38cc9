// The local page in Chromium: `node serve.mjs MODULES CHROMIUM FOLDER PROGRAM FILE…` with files of two years, and a PDF of an
// earlier one with a wrong total. Does what a drafter does, kills the program and finds everything back. With the variable SHOTS, pictures of every view are put
// there. No step needs the network.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, executablePath, folder, program, ...files] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const { chromium } = require('playwright-core');
const axe = require.resolve('axe-core/axe.min.js');

async function serve() {
  const child = spawn(program, ['serve', '--no-open', '--no-config', '--dir', join(folder, 'project')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [link] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, link, origin: new URL(link).origin };
}

let { child, link, origin } = await serve();
const browser = await chromium.launchPersistentContext(join(folder, 'profile'), {
  executablePath,
  headless: true,
  acceptDownloads: true,
  viewport: { width: 1200, height: 900 },
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
try {
  const said = [], asked = [];
  const open = async (context) => {
    const page = await context.newPage();
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) said.push(`${page.url()}: ${message.text()}`); });
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => { if (!/^(data|blob):/.test(request.url())) asked.push(request.url()); });
    return page;
  };
  const page = await open(browser);
  const ready = () => page.waitForFunction(() => 'ready' in document.documentElement.dataset);
  const go = async (path) => {
    await page.goto(new URL(path, origin).href);
    await ready();
  };
  const shot = async (name) => {
    if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
  };
  // The page of a document, with what is meant in sight.
  const looked = async (original) => {
    await original.locator('summary').focus();
    await page.keyboard.press('Enter');
    await original.locator('.box').first().waitFor();
    const frame = await original.locator('.page').boundingBox();
    const box = await original.locator('.box').first().boundingBox();
    const inside = (at, length, from, room) => at + length > from && at < from + room;
    assert(inside(box.x, box.width, frame.x, frame.width) && inside(box.y, box.height, frame.y, frame.height), 'in sight');
    assert(box.width > 5 && box.height > 5);
  };
  await page.goto(link);
  await ready();
  assert(!page.url().includes('token'), 'the token does not stay in the address');

  // 放入文件: dropped, as from a file manager.
  const contents = await Promise.all(files.map(async (file) => ({ name: basename(file), bytes: await readFile(file, 'base64') })));
  const data = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const { name, bytes } of given) data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
    return data;
  }, contents);
  const loaded = page.waitForEvent('load', { timeout: 120_000 });
  await page.dispatchEvent('#drop', 'drop', { dataTransfer: data });
  await page.locator('#progress li').first().waitFor();
  await loaded;
  await ready();
  assert.equal(await page.locator('.inputs tbody tr').count(), files.length);
  assert.match(await page.textContent('.inputs tbody'), /2023年预算/);
  console.log(`dropping: ${files.length} files`);

  // 对比: filtered, and the filter is in the address.
  await go('/comparison');
  const rows = page.locator('#comparison table.tree tbody tr[id]:visible');
  await page.fill('.filters input[name=find]', '住房公积金');
  const found = await rows.count();
  assert(found > 0);
  await page.reload();
  await ready();
  assert.equal(await page.inputValue('.filters input[name=find]'), '住房公积金');
  assert.equal(await rows.count(), found, 'a reload shows the same rows');
  console.log(`filtering: ${found} rows, kept in the address`);

  // 图: two kinds, redrawn at once.
  await go('/charts');
  for (const kind of ['treemap', 'variance']) {
    await page.selectOption('.draw select[name=kind]', kind);
    await page.locator(`#chart-${kind} svg`).waitFor();
    assert(page.url().includes(`kind=${kind}`));
    const [picture] = await Promise.all([page.waitForEvent('download'), page.locator('#drawn a', { hasText: 'SVG' }).evaluate((a) => { a.download = ''; a.click(); })]);
    assert.match(await readFile(await picture.path(), 'utf8'), /^<svg/);
  }
  console.log('drawing: two kinds');

  // 插图: put into the text, and taken away again.
  const press = async (name) => {
    const done = page.waitForEvent('load', { timeout: 120_000 });
    await page.getByRole('button', { name }).click();
    await done;
    await ready();
  };
  await press('放进情况说明');
  await page.getByRole('button', { name: '从情况说明里拿掉' }).waitFor();
  await go('/text');
  await shot('text-figure');
  await press('拿掉增减图');
  assert.equal(await page.locator('.inserted li').count(), 0);
  console.log('inserting: a chart, and taken away');

  // 情况说明: a reason, saved as one types, and in the Word document.
  await go('/text');
  const reason = page.locator('.blank textarea[data-key^="reasons."]').first();
  const key = await reason.getAttribute('data-key');
  await reason.fill('新增三名在编人员');
  const blank = page.locator('.blank', { has: page.locator(`textarea[data-key="${key}"]`) });
  await blank.locator('output', { hasText: '已保存' }).waitFor();
  await page.locator('#written', { hasText: '新增三名在编人员' }).waitFor();
  const [word] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Word', exact: true }).click()]);
  await word.saveAs(join(folder, 'text.docx'));
  console.log(`writing: ${key}`);

  // 审查: a finding is accepted, with a note.
  await go('/findings');
  const state = page.locator('form.state').first();
  const finding = await state.getAttribute('data-finding');
  await state.locator('label:has(input[value=accepted])').click();
  await state.locator('input[name=note]').fill('已核实');
  await state.locator('output', { hasText: '已保存' }).waitFor();
  const accepted = async () => {
    await go('/findings');
    const form = page.locator(`form.state[data-finding="${finding}"]`).first();
    assert(await form.locator('input[value=accepted]').isChecked());
    assert.equal(await form.locator('input[name=note]').inputValue(), '已核实');
    await page.selectOption('.sift select[name=state]', 'accepted');
    assert.equal(await page.locator('.findings > li[data-state]:visible').count(), 1);
  };
  await accepted();
  console.log('deciding: accepted, and found accepted');

  // 原页: the page of a PDF, with the figure marked.
  await page.selectOption('.sift select[name=state]', '');
  const original = page.locator('details.original').first();
  await looked(original);
  await original.scrollIntoViewIfNeeded();
  await shot('original');
  await original.getByRole('button', { name: '看整页' }).click();
  await shot('original-whole');
  console.log('looking: a page with a mark');

  // 年度: corrected in place.
  await go('/');
  const year = page.locator('.correct input[name=year]').first();
  const again = page.waitForEvent('load', { timeout: 120_000 });
  await year.fill('2022');
  await year.press('Enter');
  await again;
  await ready();
  assert.match(await page.textContent('.inputs tbody'), /2022年预算/);
  console.log('correcting: a year');

  // 表、口径、历年: which table it is is corrected and taken back, a change of codes is ticked, a row opens its years.
  const correct = async (value) => {
    await go('/');
    const kind = page.locator('.correct input[name=table]').first();
    const done = page.waitForEvent('load', { timeout: 120_000 });
    await kind.fill(value);
    await kind.press('Enter');
    await done;
    await ready();
    return page.locator('.correct input[name=table]').first().inputValue();
  };
  assert.equal(await correct('政府采购'), '政府采购预算表');
  assert.match(await page.textContent('#read'), /按使用者的更正，作政府采购预算表/);
  assert.equal(await correct(''), '');
  await go('/comparison');
  if (await page.locator('.tick input:enabled').count()) {
    await page.click('#recodings summary');
    const again = page.waitForEvent('load', { timeout: 120_000 });
    await page.locator('.tick input:enabled').first().check();
    await again;
    await ready();
    assert(await page.locator('.tick input').first().isChecked());
    assert.match(await page.textContent('#comparison thead >> nth=0'), /同口径/);
    console.log('ticking: a change of codes counts');
  }
  await page.locator('#comparison tr[data-level=类] th a').first().click();
  await page.waitForURL(/\/row\?/);
  await ready();
  const row = new URL(page.url());
  assert.match(await page.textContent('main'), /2024\.txt 第\d+行/);
  await page.click('text=回到对比表');
  await ready();
  console.log('correcting: a table; opening: a row');

  // 无障碍: every view, in light, in dark, and as wide as a telephone.
  const views = ['/', '/comparison', `${row.pathname}${row.search}`, '/charts', '/text', '/findings', '/take'];
  const plain = [...said];
  for (const [what, colorScheme, width] of [['light', 'light', 1200], ['dark', 'dark', 1200], ['390', 'light', 390]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    for (const view of views) {
      await go(view);
      const first = page.locator('details.original').first();
      if (await first.count() && await first.getAttribute('open') === null) await looked(first);
      // The driver's own evaluation is not bound by the policy of the page.
      await page.evaluate(await readFile(axe, 'utf8'));
      const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations', 'passes'] }));
      const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
      const told = grave.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join('; ')}`);
      assert.equal(grave.length, 0, `${view}, ${what}: ${told.join('\n')}`);
      assert(passes.length > 10, `${view}, ${what}: ${passes.length} rules`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert(wide <= width, `${view}: ${wide} px of ${width}`);
      if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${view.slice(1).split('?')[0] || 'files'}-${what}.png`) });
    }
    console.log(`axe, ${what}: ${views.length} views without a grave violation`);
  }
  await page.emulateMedia({ colorScheme: 'light' });

  // SIGKILL, and everything is there again.
  child.kill('SIGKILL');
  await once(child, 'exit');
  ({ child, link, origin } = await serve());
  await page.goto(link);
  await ready();
  assert.match(await page.textContent('.inputs tbody'), /2022年预算/);
  assert.equal(await page.inputValue('.correct input[name=year] >> nth=0'), '2022');
  await go('/text');
  assert.equal(await page.locator(`textarea[data-key="${key}"]`).inputValue(), '新增三名在编人员');
  await accepted();
  console.log('killing: everything is there');
  assert.deepEqual(plain, [], 'the console is silent');
  assert(asked.every((address) => /^http:\/\/127\.0\.0\.1:\d+\//.test(address)), asked.join());
  const ended = once(child, 'exit');
  await page.click('.end');
  await ended;
  assert.equal(child.exitCode, 0);
  console.log('ending: from the page');
} finally {
  await browser.close();
  child.kill('SIGKILL');
}
