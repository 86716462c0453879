"""Every word of the page that is not from the user's documents, so that translating is one file."""

from typing import Final

PAGE_TITLE: Final = "Ask your documents"
LIBRARY_SIZE: Final = "{folder} · {documents} documents · {passages} passages"

CONVERSATION: Final = "Conversation"
QUESTION: Final = "Question"
QUESTION_HINT: Final = "Ask a question about your documents"
CHAT_EMPTY: Final = "## What would you like to know?\nAsk in your own words."
CHAT_EMPTY_WITH_EXAMPLES: Final = (
    "## What would you like to know?\nAsk in your own words, or begin with one of these."
)
SEARCHING: Final = "Searching …"
READING: Final = "Reading …"
STOPPED: Final = "Stopped."
FAILED: Final = "Something went wrong, and this question has no answer. Try it again."
QUESTION_EXPECTED: Final = "Please type a question."
SEARCHED_FOR: Final = "searched for:"
TITLE_EXAMPLE: Final = "What do the documents say about “{title}”?"

SEARCH_IN: Final = "Search in"
ALL_DOCUMENTS: Final = "All documents"
FOLDER_CHOICE: Final = "{folder}/ (all {n_files} files)"

PASSAGES_TAB: Final = "Passages"
DOCUMENT_TAB: Final = "Document"
PASSAGES_EMPTY: Final = "The passages that prove an answer appear here."
DOCUMENT_EMPTY: Final = "Open a passage to read it in its whole document."
CITED_PASSAGES: Final = "Cited passages"
NEAREST_PASSAGES: Final = "Nearest passages"
NEAREST_EXPLAINED: Final = "They came closest, but do not answer the question."
COPIES: Final = "The same text is also in"
OPEN_IN_DOCUMENT: Final = "Open in document"
CITED_AS: Final = "Passage {numbers}: {source}"
NEAR_AS: Final = "Nearest passage: {source}"
DOCUMENT_TEXT: Final = "Text of {source}"
CUT_BEFORE: Final = "The {n_characters:,} characters before this are not shown."
CUT_AFTER: Final = "The {n_characters:,} characters after this are not shown."
PASSAGE_GONE: Final = "This passage is no longer in the library: its file was changed or removed."
