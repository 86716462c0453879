// Library panel: a file is removed after a second press, which its first one uncovers.
element.addEventListener('click', (event) => {
  const button = event.target.closest('button.confirm');
  if (!button) return;
  button.disabled = true;
  trigger('click', { remove: button.dataset.source });
});
