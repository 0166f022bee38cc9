// The fields of a filter are kept in the address, so that a reload or a link shows the same.

export function remember(form) {
  if (!form) return;
  const fields = [...form.elements].filter((field) => field.name && field.type !== 'button');
  const asked = new URLSearchParams(location.search);
  let changed = false;
  for (const field of fields) {
    const value = asked.get(field.name);
    if (value === null) continue;
    if (field.type === 'checkbox') field.checked = value === '1';
    else field.value = value;
    changed = true;
  }
  if (changed) form.dispatchEvent(new Event('input', { bubbles: true }));
  form.addEventListener('input', () => {
    const address = new URL(location.href);
    for (const field of fields) {
      const value = field.type === 'checkbox' ? (field.checked ? '1' : '') : field.value;
      if (value) address.searchParams.set(field.name, value);
      else address.searchParams.delete(field.name);
    }
    history.replaceState(null, '', address);
  });
}
