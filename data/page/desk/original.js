// 原页: the picture of a page comes when somebody opens it, and what is meant is marked on it.

// Pixels of the screen for a point of paper.
const SCALE = 4 / 3;

function mark(sheet, picture, [left, top, right, bottom]) {
  const box = document.createElement('span');
  const share = (part, whole) => `${(100 * part) / whole}%`;
  box.className = 'box';
  box.style.left = share(left, picture.naturalWidth);
  box.style.top = share(top, picture.naturalHeight);
  box.style.width = share(right - left, picture.naturalWidth);
  box.style.height = share(bottom - top, picture.naturalHeight);
  sheet.append(box);
}

// Moves what is marked into the middle.
function centre(frame) {
  const box = frame.querySelector('.box');
  if (!box) return;
  const [outer, inner] = [frame.getBoundingClientRect(), box.getBoundingClientRect()];
  frame.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  frame.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
}

function sized(frame, whole) {
  const button = document.createElement('button');
  button.type = 'button';
  button.setAttribute('aria-pressed', 'false');
  button.textContent = '看整页';
  button.addEventListener('click', () => {
    const on = frame.classList.toggle('whole');
    button.setAttribute('aria-pressed', String(on));
    if (!on) centre(frame);
  });
  whole.append(button);
}

function show(details) {
  const { picture: address, marks, name } = details.dataset;
  const [tools, frame, sheet, picture] = [document.createElement('p'), document.createElement('div'), document.createElement('div'), new Image()];
  tools.className = 'buttons';
  frame.className = 'page';
  frame.tabIndex = 0;
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', `${name}的原页`);
  sheet.className = 'sheet-of-paper';
  picture.alt = `${name}的原页${marks ? '，标出了这个数' : ''}`;
  picture.addEventListener('load', () => {
    picture.width = Math.round(picture.naturalWidth * SCALE);
    for (const box of marks.split(',').filter(Boolean)) mark(sheet, picture, box.split(' ').map(Number));
    sized(frame, tools);
    centre(frame);
  });
  picture.addEventListener('error', async () => {
    const said = await fetch(address).then((answer) => answer.json()).catch(() => ({}));
    const words = document.createElement('p');
    words.className = 'bad';
    words.textContent = said.message ?? '没有画出来，请再试一次';
    frame.replaceWith(words);
  });
  sheet.append(picture);
  frame.append(sheet);
  details.append(tools, frame);
  picture.src = address;
}

function opened({ target }) {
  if (target.matches?.('details.original') && target.open && !target.querySelector('.page')) show(target);
}

// The event does not rise, so it is caught on its way down.
document.addEventListener('toggle', opened, true);
document.querySelectorAll('details.original[open]').forEach((target) => opened({ target }));
