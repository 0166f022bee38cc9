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

  // 网址: what `.kept` forms hold stands behind “#?” in the address, so that a reload or a link shows the same. A page that
  // was opened from the disk may change no other part of its address.
  var kept = all('form.kept');
  var isRadio = function (field) { return field.type === 'radio'; };
  var keep = function () {
    var asked = new URLSearchParams();
    kept.forEach(function (form) {
      all('[name]', form).forEach(function (field) {
        var value = field.type === 'checkbox' || isRadio(field) ? (field.checked && !field.defaultChecked ? field.value : '') : field.value;
        if (value && field.type !== 'button') asked.set(field.name, value);
      });
    });
    var text = asked.toString();
    history.replaceState(null, '', text ? '#?' + text : location.pathname + location.search);
  };
  var recall = function () {
    if (location.hash.slice(0, 2) !== '#?') return;
    var asked = new URLSearchParams(location.hash.slice(2));
    kept.forEach(function (form) {
      all('[name]', form).forEach(function (field) {
        var value = asked.get(field.name);
        if (value === null) return;
        if (field.type === 'checkbox' || isRadio(field)) field.checked = field.value === value;
        else field.value = value;
        if (!isRadio(field) || field.checked) field.dispatchEvent(new Event('change', { bubbles: true }));
      });
      form.dispatchEvent(new Event('input', { bubbles: true }));
    });
  };
  kept.forEach(function (form) {
    form.addEventListener('input', keep);
    form.addEventListener('submit', function (event) { event.preventDefault(); });
  });

  // 万元、元: both texts stand in the page; they change places.
  var shownUnit = 'wan';
  all('input[name=unit]').forEach(function (input) {
    input.checked = input.value === shownUnit;
    input.addEventListener('change', function () {
      if (input.value === shownUnit) return;
      shownUnit = input.value;
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
        var wanted = (!field.table.value || field.table.value === sheet.dataset.table) && (!field.pair || field.pair.value === sheet.dataset.pair);
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
      all('.note[data-pair]').forEach(function (note) { note.hidden = field.pair.value !== note.dataset.pair; });
      count();
    };
    count = function () {
      var shown = rows.filter(function (row) { return !row.hidden && (root.classList.contains('flat') || !row.classList.contains('folded')); });
      form.querySelector('output').textContent = '显示 ' + shown.length + ' 行';
      document.querySelector('.none').hidden = shown.length > 0;
    };
    form.addEventListener('input', function () { filter(); resort(); });
    field.unfold.addEventListener('click', function () { folders.forEach(function (row) { setFold(row, false); }); count(); });
    field.fold.addEventListener('click', function () { folders.forEach(function (row) { setFold(row, true); }); count(); });
  }

  var sorting = document.querySelector('form.kept input[name=sort]');

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
        order(table, head, head.dataset.k === 'code' ? 'none' : next);
        if (sorting) {
          sorting.value = next === 'none' || head.dataset.k === 'code' ? '' : [sheetOf(table), head.dataset.k, next].join(' ');
          keep();
        }
      });
    });
    sorted.push(table);
  });
  var sheetOf = function (table) { return (table.closest('.sheet') || { dataset: { table: 'units' } }).dataset.table; };
  var order = function (table, head, direction) {
    all('thead th[aria-sort]', table).forEach(function (other) { other.removeAttribute('aria-sort'); });
    if (head && direction !== 'none') head.setAttribute('aria-sort', direction);
    sort(table);
  };
  if (sorting) {
    sorting.addEventListener('change', function () {
      var parts = sorting.value.split(' ');
      sorted.filter(function (table) { return sheetOf(table) === parts[0]; }).forEach(function (table) {
        order(table, table.querySelector('th[data-k="' + CSS.escape(parts[1]) + '"]'), parts[2] === 'ascending' ? 'ascending' : 'descending');
      });
    });
  }
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
  // 复制、下载: the rows and columns of a table as they are shown.
  var shownRows = function (table) {
    return all('tr', table).filter(function (row) { return row.offsetParent !== null; }).map(function (row) {
      return all('th, td', row).filter(function (cell) { return cell.offsetParent !== null; });
    });
  };
  var written = function (cell) {
    var text = cell.textContent.trim().replace(/\s+/g, ' ');
    // A name must not be taken for a formula.
    return cell.tagName === 'TH' && /^[=+\-@]/.test(text) ? "'" + text : text;
  };
  var say = function (button, text) {
    var output = button.parentElement.querySelector('button ~ output');
    if (output) output.textContent = text;
  };
  var copied = function (button, items) {
    if (!navigator.clipboard || !window.ClipboardItem) return say(button, '浏览器不允许复制，请改用下载');
    navigator.clipboard.write([new ClipboardItem(items)]).then(
      function () { say(button, '已复制'); },
      function () { say(button, '浏览器不允许复制，请改用下载'); }
    );
  };
  all('button.copy-table').forEach(function (button) {
    button.addEventListener('click', function () {
      var rows = shownRows(button.closest('.sheet').querySelector('table'));
      var plain = rows.map(function (row) { return row.map(written).join('\t'); }).join('\n');
      var table = document.createElement('table');
      rows.forEach(function (row) {
        var line = table.insertRow();
        row.forEach(function (cell) { var own = line.insertCell(); own.textContent = written(cell); own.colSpan = cell.colSpan; });
      });
      copied(button, {
        'text/html': new Blob([table.outerHTML], { type: 'text/html' }),
        'text/plain': new Blob([plain], { type: 'text/plain' })
      });
    });
  });
  all('button.save-table').forEach(function (button) {
    button.addEventListener('click', function () {
      var sheet = button.closest('.sheet');
      var quoted = function (text) { return /[",\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text; };
      var lines = shownRows(sheet.querySelector('table')).map(function (row) { return row.map(written).map(quoted).join(',') + '\r\n'; });
      // Excel takes the text for UTF-8 because of the mark in front.
      handed(new Blob(['\ufeff'].concat(lines), { type: 'text/csv' }), sheet.querySelector('h3').textContent.trim() + '.csv');
      say(button, '已下载');
    });
  });

  // 图: what is pointed at is said below; the picture can be copied.
  var pointed = function (event) {
    var item = event.target.closest && event.target.closest('.chart .item');
    var output = item && item.closest('figure').querySelector('.pointed');
    if (output) output.textContent = item.querySelector('title').textContent;
  };
  document.addEventListener('mouseover', pointed);
  document.addEventListener('focusin', pointed);
  var drawn = function (svg) {
    var copy = svg.cloneNode(true);
    var wide = 2 * svg.viewBox.baseVal.width, high = 2 * svg.viewBox.baseVal.height;
    copy.setAttribute('width', wide);
    copy.setAttribute('height', high);
    var style = copy.insertBefore(document.createElementNS(svg.namespaceURI, 'style'), copy.firstChild);
    style.textContent = all('style').map(function (own) { return (own.textContent.match(/@font-face\{[^}]*\}/g) || []).join(''); }).join('') +
      'text{font-family:Tongbi,sans-serif;font-kerning:none;white-space:pre}';
    var image = new Image();
    image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(copy));
    return image.decode().then(function () {
      var canvas = document.createElement('canvas');
      canvas.width = wide;
      canvas.height = high;
      canvas.getContext('2d').drawImage(image, 0, 0);
      return new Promise(function (done) { canvas.toBlob(done, 'image/png'); });
    });
  };
  var handed = function (blob, name) {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('button.save-picture');
    if (!button) return;
    var figure = button.closest('figure');
    drawn(figure.querySelector('svg')).then(function (blob) {
      handed(blob, figure.querySelector('figcaption > span').textContent + '.png');
      say(button, '已下载');
    });
  });
  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('button.copy-picture');
    if (!button) return;
    var png = button.dataset.png;
    var picture = png ? fetch(png).then(function (answer) { return answer.blob(); }) : drawn(button.closest('figure').querySelector('svg'));
    copied(button, { 'image/png': picture });
  });

  // 查找单位.
  var seek = document.querySelector('.seek');
  if (seek) {
    var units = all('#units tbody tr');
    var seekUnits = function () {
      var find = seek.elements.find.value.trim().toLowerCase();
      units.forEach(function (row) { row.hidden = row.cells[0].textContent.toLowerCase().indexOf(find) < 0; });
      seek.querySelector('output').textContent = '显示 ' + units.filter(function (row) { return !row.hidden; }).length + ' 个单位';
    };
    seek.addEventListener('input', seekUnits);
    seekUnits();
  }

  var resort = function () { sorted.filter(function (table) { return table.querySelector('th[aria-sort]'); }).forEach(sort); };

  // 原文原表 are long: closed until a link leads into them.
  var folds = all('details:not([data-stays])');
  folds.forEach(function (part) { part.open = false; });
  var reach = function (id) {
    var target = id && document.getElementById(decodeURIComponent(id));
    if (!target) return;
    if (target.matches('tr[id]')) {
      if (target.hidden) {
        form.reset();
        filter();
        keep();
      }
      for (var above = document.getElementById(target.dataset.parent); above; above = document.getElementById(above.dataset.parent)) setFold(above, false);
      count();
    }
    for (var part = target.closest('details'); part; part = part.parentElement.closest('details')) part.open = true;
    if (!target.hasAttribute('tabindex') && !target.href) target.setAttribute('tabindex', '-1');
    target.scrollIntoView({ block: target.matches('section, main, figure') ? 'start' : 'center' });
    target.focus({ preventScroll: true });
  };
  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[href^="#"]');
    if (!link) return;
    var figure = link.closest('figure');
    var id = link.getAttribute('href').slice(1);
    var row = figure && document.getElementById(id);
    if (row) {
      all('.to-chart').forEach(function (old) { old.remove(); });
      var back = row.querySelector('.name').appendChild(document.createElement('a'));
      back.className = 'to-chart';
      back.href = '#' + figure.id;
      back.textContent = '回到图';
    }
    setTimeout(function () { reach(id); }, 0);
  });
  window.addEventListener('hashchange', function () { if (location.hash.slice(0, 2) === '#?') recall(); else reach(location.hash.slice(1)); });
  filter();
  // Modules of the page listen by then.
  document.addEventListener('DOMContentLoaded', recall);
  if (location.hash && location.hash.slice(0, 2) !== '#?') reach(location.hash.slice(1));
})();
