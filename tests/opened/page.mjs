// The report page in Chromium: `node page.mjs MODULES CHROMIUM PROFILE REPORT`. Prints what it did, one line a step;
// ends with an error at the first thing that is not as a reader needs it. No step needs the network.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [modules, executablePath, profile, report] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const { chromium } = require('playwright-core');
const axe = require.resolve('axe-core/axe.min.js');
const address = pathToFileURL(report).href;

const browser = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  viewport: { width: 1280, height: 900 },
  bypassCSP: true, // for axe alone: a second page below keeps the policy and says nothing of it
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
try {
  const page = await browser.newPage();
  const said = [], asked = [];
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) said.push(message.text()); });
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('request', (request) => { if (!/^(data|blob):/.test(request.url())) asked.push(request.url()); });
  await page.goto(address);

  const shown = (selector) => page.locator(`${selector}:visible`);
  const texts = async (selector) => (await shown(selector).allTextContents()).map((text) => text.trim());
  const rows = '#comparison table.tree tbody tr[id]';

  // 折叠
  const folded = await shown(rows).count();
  await page.click('button[name=unfold]');
  const unfolded = await shown(rows).count();
  assert(unfolded > folded, `${folded} rows folded, ${unfolded} unfolded`);
  assert.equal(await page.textContent('.filters output'), `显示 ${unfolded} 行`);
  await page.click('button[name=fold]');
  assert.equal(await shown(rows).count(), folded);
  const fold = shown('button.fold').first();
  await fold.click();
  assert.equal(await fold.getAttribute('aria-expanded'), 'true');
  assert(await shown(rows).count() > folded, 'one row unfolds its own');
  await fold.press('Enter');
  assert.equal(await shown(rows).count(), folded, 'the keyboard folds it');
  console.log(`folding: ${folded} rows, ${unfolded} unfolded`);

  // 筛选
  const name = '.filters input[name=find]';
  await page.fill(name, '住房公积金');
  const found = await texts(`${rows} th.name`);
  assert(found.length > 0 && found.every((text) => text.includes('住房公积金')), found.join());
  await page.fill(name, '没有这个名称');
  assert.equal(await shown(rows).count(), 0);
  assert(await page.isVisible('.none'));
  await page.fill(name, '');
  await page.selectOption('.filters select[name=level]', '项');
  const levels = await shown(rows).evaluateAll((all) => all.map((row) => row.dataset.level));
  assert(levels.length > 3 && levels.every((level) => level === '项'), levels.join());
  await page.check('.filters input[name=changed]');
  const changed = await shown(rows).evaluateAll((all) => all.every((row) => row.hasAttribute('data-changed')));
  assert(changed && await shown(rows).count() <= levels.length);
  await page.selectOption('.filters select[name=level]', '');
  await page.selectOption('.filters select[name=measure]', '*');
  const moved = await shown(rows).count();
  await page.uncheck('.filters input[name=changed]');
  await page.click('button[name=unfold]');
  assert(await shown(rows).count() > moved, 'rows without a change come back');
  await page.selectOption('.filters select[name=measure]', '');
  await page.selectOption('.filters select[name=level]', '项');
  const table = await page.locator('.filters select[name=table] option').nth(1).getAttribute('value');
  await page.selectOption('.filters select[name=table]', table);
  const tables = await shown('#comparison .sheet').evaluateAll((all) => all.map((sheet) => sheet.dataset.table));
  assert(tables.every((own) => own === table), tables.join());
  await page.selectOption('.filters select[name=table]', '');
  await page.selectOption('.filters select[name=measure]', '*');
  assert(await shown(rows).count() > levels.length, 'every column has more rows than the totals');
  await page.selectOption('.filters select[name=measure]', '');
  console.log(`filtering: ${found.length} of one name, ${levels.length} items`);

  // 排序: amounts are compared as they are shown, without the separators of thousands.
  const sheet = '#t-general';
  const amounts = async () => (await texts(`${sheet} tbody[data-whole] tr[id] td:nth-of-type(3)`))
    .map((text) => (text === '—' ? null : Number(text.replaceAll(',', ''))));
  const before = await amounts();
  const head = page.locator(`${sheet} thead th[data-k="1"]`);
  // What has no amount stands last, whichever way.
  const ordered = (list, sign) => list.every((amount, at) => at === 0 || amount === null
    || (list[at - 1] !== null && sign * (amount - list[at - 1]) >= 0));
  await head.locator('button').click();
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  const down = await amounts();
  assert(down.length > 3 && !down.some(Number.isNaN) && ordered(down, -1), down.join());
  await head.locator('button').press('Enter');
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  assert(ordered(await amounts(), 1));
  await head.locator('button').click();
  assert.deepEqual(await amounts(), before, 'the third time is the order of the codes');
  await page.selectOption('.filters select[name=level]', '');
  console.log(`sorting: ${down.length} amounts`);

  // 万元、元
  const big = page.locator('.card .big span').first();
  const number = async () => Number((await big.textContent()).replaceAll(',', ''));
  const wan = await number();
  await page.locator('label:has(input[name=unit][value=yuan])').click();
  const yuan = await number();
  assert(Math.abs(yuan - wan * 10000) <= 50, `${wan} 万元, ${yuan} 元`);
  assert((await page.locator('.unit').allTextContents()).every((word) => word === '元'));
  await page.locator('label:has(input[name=unit][value=wan])').click();
  assert.equal(await number(), wan);
  console.log(`units: ${wan} 万元, ${yuan} 元`);

  // 网址: a reload shows the same table. 复制、下载: the table as it is shown.
  await page.fill(name, '住房公积金');
  await head.locator('button').click();
  const state = page.url();
  assert(state.includes('#?'), state);
  const again = await browser.newPage();
  await again.goto(state);
  assert.equal(await again.inputValue(name), '住房公积金');
  assert.equal(await again.locator(`${sheet} thead th[data-k="1"]`).getAttribute('aria-sort'), 'descending');
  const kept = (await again.locator(`${rows}:visible`).count());
  assert.equal(kept, await shown(rows).count());
  const [saved] = await Promise.all([again.waitForEvent('download'), again.locator(`${sheet} .save-table`).click()]);
  assert(saved.suggestedFilename().endsWith('.csv'), saved.suggestedFilename());
  const lines = (await readFile(await saved.path(), 'utf8')).trimEnd().split('\r\n');
  assert(lines[0].startsWith('\ufeff编码,名称,') && lines.slice(1).every((line) => line.includes('住房公积金')), lines.join('\n'));
  await again.close();
  await page.fill(name, '');
  await head.locator('button').click();
  await head.locator('button').click();
  console.log(`address: ${kept} rows again; saved ${lines.length - 1} of ${sheet}`);

  // 图: what is pointed at is said, by the mouse and by the keyboard; a mark leads to its row, which leads back.
  const picture = page.locator('figure:has(a.item)').first();
  const item = picture.locator('a.item').first();
  await item.scrollIntoViewIfNeeded();
  await item.hover();
  const words = await item.locator('title').textContent();
  assert.match(words, /[0-9]万元/);
  assert.equal(await picture.locator('.pointed').textContent(), words);
  const next = picture.locator('a.item:not([tabindex])').nth(1);
  await next.focus();
  assert.equal(await picture.locator('.pointed').textContent(), await next.locator('title').textContent());
  await next.press('Enter');
  const row = page.locator((await next.getAttribute('href')));
  await row.locator('.to-chart').waitFor();
  assert((await next.locator('title').textContent()).includes(await row.locator('.name button, .name').first().evaluate((cell) => cell.firstChild.textContent.trim())));
  await row.locator('.to-chart').click();
  await page.waitForFunction((id) => document.activeElement?.id === id, await picture.getAttribute('id'));
  console.log(`charts: ${await page.locator('figure a.item:not([tabindex])').count()} marks say what they are`);

  // 问题、原文、原表: each leads to the other and back, and opens what it leads into.
  let led = 0;
  for (const link of await page.locator('#findings .links a').elementHandles()) {
    const target = (await link.getAttribute('href')).slice(1);
    // What rounding alone explains is folded; the way back opens it.
    await link.evaluate((a) => { const fold = a.closest('details'); if (fold) fold.open = true; });
    await link.click();
    await page.waitForFunction((id) => document.activeElement?.id === id, target);
    await link.evaluate((a) => { const fold = a.closest('details'); if (fold) fold.open = false; });
    assert(await page.locator(`[id="${target}"]`).isVisible(), target);
    const back = page.locator(`[id="${target}"] a[href^="#finding-"], [id="${target}"] ~ a.back, a[id="${target}"]`).first();
    const finding = (await back.getAttribute('href')).slice(1);
    await back.click();
    await page.waitForFunction((id) => document.activeElement?.id === id, finding);
    led += 1;
  }
  assert(led > 0, 'the report has findings with links');
  console.log(`links: ${led} there and back`);

  // 无障碍: in light, in dark, by the button, and as wide as a telephone.
  await page.addScriptTag({ path: axe });
  const accessible = async (what) => {
    const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations', 'passes'] }));
    const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    const told = grave.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join('; ')}`);
    assert.equal(grave.length, 0, `${what}: ${told.join('\n')}`);
    assert(passes.length > 15, `${what}: ${passes.length} rules`);
    console.log(`axe, ${what}: ${passes.length} rules hold, ${violations.length} slight violations`);
  };
  await page.evaluate(() => document.querySelectorAll('details').forEach((part) => { part.open = true; }));
  for (const [what, colorScheme] of [['light', 'light'], ['dark', 'dark']]) {
    await page.emulateMedia({ colorScheme });
    await accessible(what);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.click('button.theme');
  assert.equal(await page.getAttribute('button.theme', 'aria-pressed'), 'true');
  await accessible('dark by the button');
  await page.click('button.theme');
  await page.setViewportSize({ width: 390, height: 844 });
  await accessible('390 px');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert(wide <= 390, `${wide} px of 390`);
  assert.deepEqual(said, [], 'the console is silent');
  assert.deepEqual([...new Set(asked)], [address], 'nothing is asked of anywhere');
} finally {
  await browser.close();
}

// As people open it: with its own policy, and nothing of it is broken.
const plain = await chromium.launchPersistentContext(`${profile}-plain`, {
  executablePath,
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
try {
  const page = await plain.newPage();
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  await page.goto(address);
  await page.click('button[name=unfold]');
  assert.deepEqual(said, [], 'the policy lets the page be what it is');
  console.log('policy: nothing refused');
} finally {
  await plain.close();
}
