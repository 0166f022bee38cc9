'use strict';
(function () {
  // A form filters the entries of its parent block by all chosen values and hides groups that become empty.
  Array.prototype.forEach.call(document.querySelectorAll('.tb-audit-filter'), function (form) {
    var block = form.parentNode;
    var entries = Array.prototype.slice.call(block.querySelectorAll('[data-entry]'));
    var groups = Array.prototype.slice.call(block.querySelectorAll('.tb-audit-group'));
    var count = form.querySelector('output');
    form.hidden = false;
    var show = function () {
      var chosen = Array.prototype.filter.call(form.elements, function (field) { return field.name && field.value; });
      var shown = 0;
      entries.forEach(function (entry) {
        var fits = chosen.every(function (field) {
          return (' ' + entry.getAttribute('data-' + field.name) + ' ').indexOf(' ' + field.value + ' ') >= 0;
        });
        entry.hidden = !fits;
        if (fits) shown += 1;
      });
      groups.forEach(function (group) { group.hidden = !group.querySelector('[data-entry]:not([hidden])'); });
      count.textContent = shown === entries.length ? '' : '列出 ' + shown + ' / ' + entries.length;
    };
    form.addEventListener('change', show);
    form.addEventListener('reset', function () { setTimeout(show); });
    form.addEventListener('submit', function (event) { event.preventDefault(); });
    // If a link leads to a finding hidden by the filter, reset the filter.
    window.addEventListener('hashchange', function () {
      var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target && target.closest('[hidden]') && block.contains(target)) { form.reset(); setTimeout(function () { target.scrollIntoView(); }); }
    });
    show();
  });
})();
