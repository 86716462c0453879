// Runs once per page. Shows a quote beside its number in the chat, and goes from citation to
// citation by the keys [ and ], or by the buttons of the panels.
() => {
  const PILL = '#chat a[href^="#p-"]';
  const GAP = 8;

  const tip = document.createElement('div');
  tip.id = 'quote-tip';
  tip.setAttribute('role', 'tooltip');
  tip.hidden = true;
  document.querySelector('main').append(tip); // where its paper and ink are defined

  const inLine = (element) => element.textContent.replace(/\s+/g, ' ').trim();

  const quoteOf = (pill) => {
    const mark = document.getElementById(pill.getAttribute('href').slice(1));
    return mark ? inLine(mark) : '';
  };

  // Of an earlier answer only its own paragraph is left, which is the quote.
  const paragraphOf = (pill) => {
    const copy = pill.closest('p, li, .message').cloneNode(true);
    copy.querySelectorAll('a').forEach((link) => link.remove());
    return inLine(copy);
  };

  const line = (className, text) => {
    const element = document.createElement('span');
    element.className = className;
    element.textContent = text;
    return element;
  };

  function showTip(pill) {
    const card = document.getElementById(`card-${pill.getAttribute('href').slice(3).split('.')[0]}`);
    const parts = [line('quoted', quoteOf(pill) || paragraphOf(pill))];
    if (card) {
      const file = card.querySelector('.file').title;
      parts.push(line('from', `${file} · ${card.querySelector('.place').textContent}`));
    }
    tip.replaceChildren(...parts);
    tip.hidden = false;
    pill.setAttribute('aria-describedby', tip.id);
    const at = pill.getBoundingClientRect();
    const left = Math.min(at.left, innerWidth - tip.offsetWidth - GAP);
    const above = at.top - tip.offsetHeight - GAP;
    tip.style.left = `${Math.max(GAP, left)}px`;
    tip.style.top = `${above < GAP ? at.bottom + GAP : above}px`;
  }

  function hideTip() {
    if (tip.hidden) return;
    tip.hidden = true;
    document.querySelectorAll(`[aria-describedby="${tip.id}"]`).forEach((pill) => {
      pill.removeAttribute('aria-describedby');
    });
  }

  for (const [enter, leave] of [['mouseover', 'mouseout'], ['focusin', 'focusout']]) {
    document.addEventListener(enter, (event) => {
      const pill = event.target.closest(PILL);
      if (pill) showTip(pill);
    });
    document.addEventListener(leave, (event) => {
      if (event.target.closest(PILL)) hideTip();
    });
  }
  document.addEventListener('scroll', hideTip, true);
  document.addEventListener('click', hideTip);

  const isTyping = (target) => target.closest('input, textarea, select, [contenteditable="true"]');
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hideTip();
    if (event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    if (event.key === '[' || event.key === ']') window.stepCitation(event.key === '[' ? -1 : 1);
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button.step');
    if (button) window.stepCitation(Number(button.dataset.step));
  });
}
