// Passages panel: a number in the chat finds its quote here, or asks for it when it has gone.
let wanted = null;

function targetOf(href) {
  return href.startsWith('#n-')
    ? document.getElementById('card-' + href.slice(3).split('.')[0])
    : document.getElementById(href.slice(1));
}

function flash(target) {
  target.classList.remove('flash');
  void target.offsetWidth; // starts the animation anew
  target.classList.add('flash');
}

function show(target) {
  const card = target.closest('.card');
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  document.querySelector('#panel [role=tab]').click();
  requestAnimationFrame(() => {
    card.scrollIntoView({ block: 'nearest', behavior: calm ? 'auto' : 'smooth' });
    card.focus({ preventScroll: true });
    flash(card);
    if (target !== card) flash(target);
  });
}

window.followCitation = (link, all) => {
  const href = link.getAttribute('href');
  const target = targetOf(href);
  current = href.slice(1);
  if (target) return show(target);
  wanted = href;
  trigger('click', { show: all.map((a) => [a.getAttribute('href'), a.textContent]) });
};

// From citation to citation, in the tab that is open: to its card, or to its place in its document.
let current = null;
window.stepCitation = (step) => {
  const marks = [...element.querySelectorAll('mark[id]')];
  if (!marks.length) return;
  const last = marks.findIndex((mark) => mark.id === current);
  const next = last < 0 ? (step > 0 ? 0 : marks.length - 1) : last + step;
  const mark = marks[(next + marks.length) % marks.length];
  current = mark.id;
  const reading = document.querySelector('#document .document');
  const wish = reading && reading.dataset.view === 'page' ? 'draw' : 'open';
  if (reading && reading.offsetParent) trigger('click', { [wish]: `#${mark.id}` });
  else show(mark);
};

element.addEventListener('click', (event) => {
  const button = event.target.closest('button.open');
  if (!button) return;
  current = button.dataset.href.slice(1);
  trigger('click', { open: button.dataset.href });
});

watch('value', () => {
  const target = wanted && targetOf(wanted);
  wanted = null;
  if (target) show(target);
});
