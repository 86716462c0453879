const GAP = 24; // pixels left of what is shown

// Document panel: brings the quoted sentence into view whenever a document is opened, in its text or on
// the picture of its page. A tab that was never open has no height yet, hence the patience.
function reveal(patience = 60) {
  const pane = element.querySelector('.document > :is(.text, .paper):not([hidden])');
  const mark = pane && (pane.querySelector('mark, .box') || pane.querySelector('.passage, .sheet, .remark'));
  if (!mark) return;
  if (!pane.clientHeight) {
    if (patience) setTimeout(() => reveal(patience - 1), 50);
    return;
  }
  const distance = mark.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += distance - pane.clientHeight / 3;
  const marks = [...mark.parentElement.querySelectorAll('.box')];
  const left = Math.min(...(marks.length ? marks : [mark]).map((each) => each.getBoundingClientRect().left));
  pane.scrollLeft += left - pane.getBoundingClientRect().left - GAP;
  pane.closest('.document').scrollIntoView({ block: 'nearest' });
  pane.focus({ preventScroll: true });
}

// The picture is asked for once; after that the two views take each other's place.
function show(view) {
  const document = element.querySelector('.document');
  document.dataset.view = view;
  document.querySelectorAll('button.view').forEach((button) => {
    button.setAttribute('aria-pressed', button.dataset.view === view);
  });
  document.querySelector('.text').hidden = view === 'page';
  document.querySelector('.paper').hidden = view === 'text';
  reveal();
}

element.addEventListener('click', (event) => {
  const button = event.target.closest('button.view');
  if (!button || button.getAttribute('aria-pressed') === 'true') return;
  if (element.querySelector('.paper')) return show(button.dataset.view);
  button.setAttribute('aria-busy', 'true');
  trigger('click', { draw: button.dataset.href });
});

reveal();
watch('value', () => reveal());
