// Runs once per page. A link of the chat is followed to its passage; the passages panel, which can
// be built anew while the page lives, says how by setting `window.followCitation`.
() => {
  const LINK = '#chat a[href^="#p-"], #chat a[href^="#n-"]';

  document.addEventListener('click', (event) => {
    const link = event.target.closest(LINK);
    if (!link) return;
    event.preventDefault();
    const all = link.closest('.message').querySelectorAll(LINK);
    window.followCitation(link, [...all]);
  });

  // The chat copies a message as Markdown; its reader wants the quote as it stands in the file.
  const clipboard = navigator.clipboard; // absent unless the page is local or on https
  if (!clipboard) return;
  const copy = clipboard.writeText.bind(clipboard);
  clipboard.writeText = (message) => copy(/\]\(#[pn]-/.test(message) ? plain(message) : message);

  function plain(message) {
    return message
      .replace(/\[(\d+)\]\(#p-[\w.]+\)/g, '[$1]')
      .replace(/\s*\[[^\]]*\]\(#n-[\w.]+\)/g, '')
      .replace(/\\([!-/:-@[-`{-~])/g, '$1')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&');
  }
}
