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
QUESTION_EXPECTED: Final = "Please type a question."
SEARCHED_FOR: Final = "searched for: {query}"
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
SURE: Final = "{share} sure that the first quote is right."
UNSURE: Final = (
    "The nearest sentence is right with a probability of {share} only; answers are given from"
    " {threshold} upwards."
)
FITTED_ELSEWHERE: Final = (
    "Fitted to questions that other libraries answer or not, so that at most {max_error} of the"
    " answers are wrong. The command “qa calibrate” refines it for this library."
)
FITTED_HERE: Final = (
    "Fitted to questions about this library, so that at most {max_error} of the answers are wrong."
)
WHY: Final = "Why this passage"
FUSED: Final = "Both together"
FUSED_RANK: Final = "place {rank}, score {score:.2f} of 1"
MEANING: Final = "By meaning"
MEANING_RANK: Final = "place {rank}, similarity {score:.2f}"
WORDS: Final = "By words"
WORDS_RANK: Final = "place {rank}, BM25 {score:.1f}"
NOT_AMONG: Final = "not among the nearest, similarity {score:.2f}"
NOT_AMONG_WORDS: Final = "not among the nearest"
MATCHED: Final = "Words of the question"
PREVIOUS_CITATION: Final = "Previous citation (key [)"
NEXT_CITATION: Final = "Next citation (key ])"
COPIES: Final = "The same text is also in"
OPEN_IN_DOCUMENT: Final = "Open in document"
CITED_AS: Final = "Passage {numbers}: {source}"
NEAR_AS: Final = "Nearest passage: {source}"
DOCUMENT_TEXT: Final = "Text of {source}"
CUT_BEFORE: Final = "The {n_characters:,} characters before this are not shown."
CUT_AFTER: Final = "The {n_characters:,} characters after this are not shown."
PASSAGE_GONE: Final = "This passage is no longer in the library: its file was changed or removed."
