// Runs once per page. Light, dark or as the system has it, by a button, and remembered here.
() => {
  const KEY = 'qa-appearance';
  const CHOICES = ['system', 'light', 'dark'];
  const SIGNS = { system: '◐', light: '☀', dark: '☾' };
  const isDark = matchMedia('(prefers-color-scheme: dark)');

  const chosen = () => {
    const kept = localStorage.getItem(KEY);
    return CHOICES.includes(kept) ? kept : 'system';
  };

  function apply() {
    const choice = chosen();
    const dark = choice === 'dark' || (choice === 'system' && isDark.matches);
    document.body.classList.toggle('dark', dark);
    const button = document.getElementById('appearance');
    if (!button || button.textContent === SIGNS[choice]) return;
    button.textContent = SIGNS[choice];
    button.setAttribute('aria-label', button.dataset[choice]);
    button.title = button.dataset[choice];
  }

  document.addEventListener('click', (event) => {
    if (!event.target.closest('#appearance')) return;
    localStorage.setItem(KEY, CHOICES[(CHOICES.indexOf(chosen()) + 1) % CHOICES.length]);
    apply();
  });
  isDark.addEventListener('change', () => setTimeout(apply)); // after the page's own listener
  new MutationObserver(apply).observe(document.getElementById('header'), {
    childList: true,
    subtree: true,
  });
  apply();
}
