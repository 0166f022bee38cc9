'use strict';
(function () {
  var root = document.documentElement;
  var all = function (selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); };
  root.classList.add('scripted');

  // 深色、浅色: the system's choice until the button is used.
  var theme = document.querySelector('.theme');
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var isDark = function () { return root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches; };
  var showTheme = function () { theme.setAttribute('aria-pressed', String(isDark())); };
  theme.addEventListener('click', function () { root.dataset.theme = isDark() ? 'light' : 'dark'; showTheme(); });
  if (dark.addEventListener) dark.addEventListener('change', showTheme);
  showTheme();

  // 万元、元: both texts stand in the page; they change places.
  all('input[name=unit]').forEach(function (input) {
    input.checked = input.value === 'wan';
    input.addEventListener('change', function () {
      all('[data-y]').forEach(function (figure) {
        var other = figure.getAttribute('data-y');
        figure.setAttribute('data-y', figure.textContent);
        figure.textContent = other;
      });
      all('.unit').forEach(function (word) { word.textContent = input.value === 'wan' ? '万元' : '元'; });
    });
  });

  // 公开口径、同口径.
  root.dataset.basis = 'nominal';
  all('input[name=basis]').forEach(function (input) {
    input.checked = input.value === 'nominal';
    input.addEventListener('change', function () { root.dataset.basis = input.value; });
  });

  // 展开、折叠: a row with rows below it has a button; what is folded away keeps its own state.
  var rows = all('table.tree tbody tr[id]');
  var below = {};
  rows.forEach(function (row) {
    var parent = row.dataset.parent;
    if (parent) (below[parent] = below[parent] || []).push(row);
  });
  var folded = {};
  var place = function (row, away) {
    row.classList.toggle('folded', away);
    (below[row.id] || []).forEach(function (child) { place(child, away || folded[row.id]); });
  };
  var setFold = function (row, fold) {
    folded[row.id] = fold;
    var button = row.querySelector('button.fold');
    button.setAttribute('aria-expanded', String(!fold));
    (below[row.id] || []).forEach(function (child) { place(child, fold || row.classList.contains('folded')); });
  };
  var folders = rows.filter(function (row) { return row.hasAttribute('data-folds'); });
  folders.forEach(function (row) {
    var name = row.querySelector('th');
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'fold';
    button.setAttribute('aria-controls', below[row.id].map(function (child) { return child.id; }).join(' '));
    button.textContent = name.textContent;
    name.textContent = '';
    name.appendChild(button);
    button.addEventListener('click', function () { setFold(row, !folded[row.id]); count(); });
    setFold(row, true);
  });

  // 筛选. A search, a level or 只看有变动 shows rows wherever they are folded.
  var form = document.querySelector('#comparison .filters');
  var count = function () {};
  var filter = function () {};
  if (form) {
    var field = form.elements;
    var shownLevel = function () { return field.level.value; };
    var isFlat = function () { return !!(shownLevel() || field.find.value.trim() || (field.changed && field.changed.checked)); };
    filter = function () {
      var find = field.find.value.trim().toLowerCase();
      var measure = field.measure.value;
      var flat = isFlat();
      root.classList.toggle('flat', flat);
      all('.sheet').forEach(function (sheet) {
        var wanted = !field.table.value || field.table.value === sheet.dataset.table;
        var any = false;
        all('tbody', sheet).forEach(function (group) {
          var whole = group.hasAttribute('data-whole');
          var own = measure === '*' || (measure ? measure === '=' + group.dataset.measure : whole);
          var rest = false;
          all('tr[id]', group).forEach(function (row) {
            var head = row.classList.contains('total');
            var show = wanted && (own || (!measure && head));
            show = show && (!shownLevel() || row.dataset.level === shownLevel());
            show = show && (!find || row.cells[0].textContent.indexOf(find) === 0 || row.cells[1].textContent.toLowerCase().indexOf(find) >= 0);
            show = show && (!field.changed || !field.changed.checked || row.hasAttribute('data-changed'));
            row.hidden = !show;
            any = any || show;
            rest = rest || (show && !head);
          });
          var title = group.querySelector('.group');
          if (title) title.hidden = !rest;
        });
        sheet.hidden = !any;
      });
      count();
    };
    count = function () {
      var shown = rows.filter(function (row) { return !row.hidden && (root.classList.contains('flat') || !row.classList.contains('folded')); });
      form.querySelector('output').textContent = '显示 ' + shown.length + ' 行';
      document.querySelector('.none').hidden = shown.length > 0;
    };
    form.addEventListener('input', function () { filter(); resort(); });
    form.addEventListener('submit', function (event) { event.preventDefault(); });
    field.unfold.addEventListener('click', function () { folders.forEach(function (row) { setFold(row, false); }); count(); });
    field.fold.addEventListener('click', function () { folders.forEach(function (row) { setFold(row, true); }); count(); });
  }

  // 排序, by the ranks that stand in the rows. Rows stay below their own; where they are shown flat, all are sorted.
  var sorted = [];
  all('table.tree').forEach(function (table) {
    all('tbody tr', table).forEach(function (row, at) { row.at = at; });
    var heads = all('thead th[data-k]', table);
    heads.forEach(function (head) {
      var button = document.createElement('button');
      button.type = 'button';
      button.className = 'sort';
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener('click', function () {
        var next = { none: 'descending', descending: 'ascending', ascending: 'none' }[head.getAttribute('aria-sort') || 'none'];
        if (head.dataset.k === 'code') next = 'none';
        heads.forEach(function (other) { other.removeAttribute('aria-sort'); });
        if (next !== 'none') head.setAttribute('aria-sort', next);
        sort(table);
      });
    });
    sorted.push(table);
  });
  var sort = function (table) {
    var head = table.querySelector('th[aria-sort]');
    var by = head && Number(head.dataset.k);
    var sign = head && head.getAttribute('aria-sort') === 'ascending' ? 1 : -1;
    var compare = function (one, other) {
      if (!head) return one.at - other.at;
      var a = one.dataset.r.split(' ')[by], b = other.dataset.r.split(' ')[by];
      if (a === '-' || b === '-') return a === b ? one.at - other.at : (a === '-' ? 1 : -1);
      return sign * (a - b) || one.at - other.at;
    };
    all('tbody', table).forEach(function (group) {
      var own = all('tr[data-r]', group);
      var flat = root.classList.contains('flat') && head;
      var list = [];
      var take = function (row) {
        list.push(row);
        if (!flat) (below[row.id] || []).slice().sort(compare).forEach(take);
      };
      own.filter(function (row) { return flat || !row.dataset.parent; }).sort(compare).forEach(take);
      list.forEach(function (row) { group.appendChild(row); });
    });
  };
  var resort = function () { sorted.filter(function (table) { return table.querySelector('th[aria-sort]'); }).forEach(sort); };

  // 原文原表 are long: closed until a link leads into them.
  var folds = all('details');
  folds.forEach(function (part) { part.open = false; });
  var reach = function (id) {
    var target = id && document.getElementById(decodeURIComponent(id));
    if (!target) return;
    for (var part = target.closest('details'); part; part = part.parentElement.closest('details')) part.open = true;
    if (!target.hasAttribute('tabindex') && !target.href) target.setAttribute('tabindex', '-1');
    target.scrollIntoView({ block: target.matches('section, main, figure') ? 'start' : 'center' });
    target.focus({ preventScroll: true });
  };
  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[href^="#"]');
    if (link) setTimeout(function () { reach(link.hash.slice(1)); }, 0);
  });
  window.addEventListener('hashchange', function () { reach(location.hash.slice(1)); });
  var opened = [];
  window.addEventListener('beforeprint', function () {
    opened = folds.filter(function (part) { return !part.open; });
    opened.forEach(function (part) { part.open = true; });
  });
  window.addEventListener('afterprint', function () { opened.forEach(function (part) { part.open = false; }); });
  filter();
  if (location.hash) reach(location.hash.slice(1));
})();
