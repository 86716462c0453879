// Runs once per page. A link of the chat is followed to its passage; the passages panel, which can
// be built anew while the page lives, says how by setting `window.followCitation`.
() => {
  const LINK = '#chat a[href^="#p-"], #chat a[href^="#n-"]';
  let clicked = null;
  window.asTyped = plain;

  document.addEventListener('click', (event) => (clicked = event.target), true);
  document.addEventListener('click', (event) => {
    if (event.target.closest('#chat a[href="#q"]')) return putIntoQuestion(event);
    const link = event.target.closest(LINK);
    if (!link) return;
    event.preventDefault();
    const all = link.closest('.message').querySelectorAll(LINK);
    window.followCitation(link, [...all]);
  });

  // What was searched for can be edited and asked instead.
  function putIntoQuestion(event) {
    event.preventDefault();
    const box = document.querySelector('#question textarea');
    if (!box || box.disabled) return;
    type(box, event.target.closest('a').textContent);
    box.focus();
  }

  function type(box, text) {
    box.value = text;
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }

  // The chat holds Markdown; whoever edits a question wants to see what was typed.
  new MutationObserver((records) => {
    for (const record of records) {
      for (const node of record.addedNodes) {
        if (!node.querySelector) continue;
        const box = node.matches('textarea.edit-textarea')
          ? node
          : node.querySelector('#chat textarea.edit-textarea');
        if (box) type(box, plain(box.value));
      }
    }
  }).observe(document.body, { childList: true, subtree: true });

  // The chat copies a message as Markdown; its reader wants the words as they are shown.
  const clipboard = navigator.clipboard; // absent unless the page is local or on https
  if (!clipboard) return;
  const copy = clipboard.writeText.bind(clipboard);
  clipboard.writeText = (text) => copy(clicked?.closest('#chat') ? plain(text) : text);

  function plain(message) {
    const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&#32;': ' ', '&#9;': '\t' };
    return message
      .replace(/\[(\d+)\]\(#p-[\w.]+\)/g, '[$1]')
      .replace(/\s*\[[^\]]*\]\(#n-[\w.]+\)/g, '')
      .replace(/^<small>(.*)\[(.*)\]\(#q\)<\/small>/, '$1$2')
      .replace(/<\/?strong>/g, '')
      .replace(/\\([!-/:-@[-`{-~])|&(?:amp|lt|gt|#32|#9);/g, (made, mark) => mark || entities[made]);
  }
}
