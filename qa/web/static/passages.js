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

// A quote over several lines of a file is several marks, of which the first has the id.
function flashQuote(mark) {
  flash(mark);
  const next = mark.nextSibling;
  if (next && next.nodeName === 'MARK' && !next.id) flashQuote(next);
}

function show(target) {
  const card = target.closest('.card');
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  document.querySelector('#panel [role=tab]').click();
  requestAnimationFrame(() => {
    card.scrollIntoView({ block: 'nearest', behavior: calm ? 'auto' : 'smooth' });
    card.focus({ preventScroll: true });
    flash(card);
    if (target !== card) flashQuote(target);
  });
}

window.followCitation = (link, all) => {
  const href = link.getAttribute('href');
  const target = targetOf(href);
  if (target) return show(target);
  wanted = href;
  trigger('click', { show: all.map((a) => [a.getAttribute('href'), a.textContent]) });
};

element.addEventListener('click', (event) => {
  const button = event.target.closest('button.open');
  if (button) trigger('click', { open: button.dataset.href });
});

watch('value', () => {
  const target = wanted && targetOf(wanted);
  wanted = null;
  if (target) show(target);
});
