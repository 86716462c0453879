// Document panel: brings the quoted sentence into view whenever a document is opened. A tab that was
// never open has no height yet, hence the patience.
function reveal(patience = 60) {
  const text = element.querySelector('.document > .text');
  const mark = text && (text.querySelector('mark') || text.querySelector('.passage'));
  if (!mark) return;
  if (!text.clientHeight) {
    if (patience) setTimeout(() => reveal(patience - 1), 50);
    return;
  }
  const distance = mark.getBoundingClientRect().top - text.getBoundingClientRect().top;
  text.scrollTop += distance - text.clientHeight / 3;
  text.closest('.document').scrollIntoView({ block: 'nearest' });
  text.focus({ preventScroll: true });
}

reveal();
watch('value', () => reveal());
