"""English words whose forms no stemmer brings together, such as `met` and `meet`.

Left out are forms that are more often another word, or have its stem: `found` that of `founded`,
`rang` that of `range`, `theses` that of `these`, `indices` that of `indicate`.
"""

from collections.abc import Iterable

_VERBS = """
arise arose arisen; awake awoke awoken; beat beaten; become became; begin began begun; bend bent
bite bitten; bleed bled; blow blew blown; break broke broken; breed bred; bring brought
build built; burn burnt; buy bought; catch caught; choose chose chosen; cling clung; come came
creep crept; deal dealt; dig dug; draw drew drawn; dream dreamt; drink drank drunk
drive drove driven; dwell dwelt; eat ate eaten; fall fell fallen; feed fed; feel felt
fight fought; flee fled; fling flung; fly flew flown; forbid forbade forbidden
foresee foresaw foreseen; forget forgot forgotten; forgive forgave forgiven; freeze froze frozen
get got gotten; give gave given; go went gone; grow grew grown; hang hung; hear heard
hide hid hidden; hold held; keep kept; kneel knelt; know knew known; lay laid; lead led; leap leapt
learn learnt; leave left; lend lent; lie lain; light lit; lose lost; make made; mean meant; meet met
mislead misled; mistake mistook mistaken; overcome overcame; override overrode overridden
overtake overtook overtaken; overthrow overthrew overthrown; pay paid; prove proven
rebuild rebuilt; ride rode ridden; rise risen; run ran; say said; see saw seen
seek sought; sell sold; send sent; sew sewn; shake shook shaken; shine shone; shoot shot
show shown; shrink shrank shrunk; sing sang sung; sink sank sunk; sit sat; sleep slept; slide slid
sow sown; speak spoke spoken; spend spent; spell spelt; spin spun; spring sprang sprung; stand stood
steal stole stolen; stick stuck; sting stung; strike struck stricken; strive strove striven
swear swore sworn; sweep swept; swell swollen; swim swam swum; swing swung; take took taken
teach taught; tear tore torn; tell told; think thought; throw threw thrown
undergo underwent undergone; understand understood; undertake undertook undertaken
uphold upheld; wake woke woken; wear wore worn; weave wove woven; weep wept; win won
withdraw withdrew withdrawn; withhold withheld; write wrote written
"""

_NOUNS = """
alumnus alumni; analysis analyses; antenna antennae; bacterium bacteria
calf calves; child children; crisis crises; criterion criteria; foot feet; formula formulae
fungus fungi; goose geese; half halves; hypothesis hypotheses; knife knives
larva larvae; loaf loaves; louse lice; man men; matrix matrices; mouse mice; nucleus nuclei; ox oxen
phenomenon phenomena; radius radii; shelf shelves; stimulus stimuli; thief thieves
tooth teeth; wife wives; wolf wolves; woman women
"""


def irregular_words() -> Iterable[tuple[str, ...]]:
    """Yield each word with its irregular forms, the word itself first."""
    for line in f"{_VERBS}{_NOUNS}".split("\n"):
        for group in line.split(";"):
            if forms := tuple(group.split()):
                yield forms
