"""Every problem quizgen can find, in one table: code, what it is, why it matters."""

from __future__ import annotations

from quizgen.diagnostics import Rule, Severity

WARNING = Severity.WARNING

# Files
UNREADABLE = Rule("unreadable-file", "a file cannot be read", "What cannot be read cannot be checked.")
NOT_UTF8 = Rule("not-utf8", "a file is not UTF-8 text", "Another encoding would turn names into wrong letters without a word.")
YAML_SYNTAX = Rule("yaml-syntax", "a file is not valid YAML", "The text breaks a rule of YAML; mostly a quotation mark or the indentation.")
JSON_SYNTAX = Rule("json-syntax", "a file is not valid JSON", "Nothing can be read of a file that breaks off or is damaged.")
YAML_ALIAS = Rule("yaml-alias", "an anchor, alias or merge key", "They hide where a value was written and can blow a file up; ids do the same job.")
DUPLICATE_KEY = Rule("duplicate-key", "a mapping names the same key twice", "YAML readers silently keep one of the two; one of your values would be lost.")
TOO_DEEP = Rule("too-deep", "values nested too deeply", "Seeds are flat; deep nesting is a slip of indentation or an attack.")
CONTROL_CHARACTER = Rule("control-character", "a character that cannot be printed", "Control characters break cards, pages and exports.")
# Shape
NO_WORKSPACE = Rule("no-workspace", "there is no quizgen.yaml", "A workspace is a folder with a quizgen.yaml; `quizgen init DIR` makes one.")
FUTURE_FORMAT = Rule("future-format", "the format number is not one this quizgen knows", "A newer quizgen may mean other things by the same words; reading on would be guessing.")
UNKNOWN_KEY = Rule("unknown-key", "a key that quizgen does not know", "A misspelt key would be ignored without a word.")
MISSING_KEY = Rule("missing-key", "a key that must be there is missing", "Without it this part cannot be understood.")
WRONG_TYPE = Rule("wrong-type", "a value of the wrong form", "Each key and slot has one form; its kind tells which (`quizgen explain KIND`).")
BAD_ID = Rule("bad-id", "an id that is no id", "Ids stand in file names, tags and addresses: lower-case letters, digits and hyphens.")
DUPLICATE_ID = Rule("duplicate-id", "two things share one id", "An id is the identity of a learner's card; it can belong to one thing only.")
CASE_CLASH = Rule("case-clash", "two ids differ only in case", "On Windows and macOS they would be one file and one tag.")
NO_LANGUAGE = Rule("no-language", "the language has no word catalogue", "The program's own words come from templates/words/LANGUAGE.yaml.")
BAD_WORDS = Rule("bad-words", "a word catalogue that cannot be used", "It has the keys of the shipped one (`quizgen explain en`), each with some of the same slots.")
SAMPLE_NAMESPACE = Rule("sample-namespace", "the sample's namespace is used elsewhere", "Guids grow from the namespace: your cards would overwrite those of people who study the sample.")
BAD_NAMESPACE = Rule("bad-namespace", "the namespace is too short to be unique", "Guids grow from it; `quizgen init` draws one of 26 characters.")
# Entities and sources
SHARED_ALIAS = Rule("shared-alias", "two entities have one name", "A name that stands for two things can be neither checked nor accepted as an answer.")
UNKNOWN_ENTITY = Rule("unknown-entity", "no entity has this id", "The name to print and its aliases come from the entity.")
UNKNOWN_SOURCE = Rule("unknown-source", "no source has this id", "Every citation leads to a source that a reader can find.")
UNKNOWN_FACT = Rule("unknown-fact", "no fact has this id", "Happenings are told once and referred to by the id of their fact.")
UNKNOWN_IMAGE = Rule("unknown-image", "no image has this id", "An image is listed under `images` with alt, credit and licence.")
BAD_IMAGE = Rule("bad-image", "an image that cannot be used", "Pictures are PNG, JPEG, GIF, WebP or SVG files inside the workspace.")
BAD_FORMULA = Rule("bad-formula", "a formula that cannot be read", "Formulas stand between dollar signs and are written in TeX.")
UNUSED_SOURCE = Rule("unused-source", "no fact cites this source", "A bibliography lists what was used.", WARNING)
# Facts
NO_FACTS = Rule("no-facts", "there are no facts", "Every question is made from a fact.")
UNKNOWN_KIND = Rule("unknown-kind", "no kind has this name", "The kind tells which slots a fact has and how it is asked.")
UNKNOWN_SLOT = Rule("unknown-slot", "the kind has no such slot", "A misspelt slot would never be asked.")
MISSING_SLOT = Rule("missing-slot", "a slot the kind requires is empty", "Without it the fact's sentence cannot be told.")
BAD_DATE = Rule("bad-date", "a date that does not exist or cannot be read", "Dates are compared and put in order; they must be exact about what is known.")
AMBIGUOUS_DATE = Rule("ambiguous-date", "a date that could be read as two", "Day and month stand in another order in other countries.")
BAD_ADDRESS = Rule("bad-address", "an address that no browser should be sent to", "Keys and cards link to it: only https:// and http:// lead to a page and nowhere else.")
BAD_NUMBER = Rule("bad-number", "a number that is none", "Numbers are compared and written in the reader's language.")
UNCITED_SLOT = Rule("uncited-slot", "a slot that no citation supports", "Every answer can be traced to its passage: that is what quizgen is for.")
BAD_CITATION = Rule("bad-citation", "a citation that cannot be read", "A citation is a source id and a place in it: `report ¶4`, `book p. 12`.")
MISSING_LOCATOR = Rule("missing-locator", "a citation that does not say where", "A reader must find the passage without reading the whole source.")
BAD_PARAGRAPH = Rule("bad-paragraph", "a paragraph that the source does not have", "Paragraphs are the non-blank lines of the text, counted from 1.")
BAD_REFERENCE = Rule("bad-reference", "a reference that cannot be followed", "An event slot leads to a fact whose kind names a happening.")
KEY_AMONG_DISTRACTORS = Rule("key-among-distractors", "an answer is also declared false", "An item has exactly one right answer; the same words cannot be right and wrong.")
SILENT_WITHOUT_REASON = Rule("silent-without-reason", "slots are silenced without saying why", "The next author should know that it was a decision and not forgotten.", WARNING)
UNASKED_SLOT = Rule("unasked-slot", "a cited slot that no item asks", "Ask it, or silence it with `ask: {only: […], because: …}`.", WARNING)
LOADED_VERB = Rule("loaded-verb", "a verb of saying that takes a side", "“Claimed” casts doubt and “admitted” implies guilt; quizgen tells who said what, no more. Inside a quotation it stands.", WARNING)
AVOIDED_TERM = Rule("avoided-term", "a term that the workspace's `terms` avoid", "Where names are disputed, one side's term belongs into quotations.", WARNING)
DOUBLED_UNIT = Rule("doubled-unit", "a unit that the measure names too", "“The number of days was 12 days” says it twice: where the measure names what is counted, the number stands alone.", WARNING)
BAD_WAIVER = Rule("bad-waiver", "a waiver of something that cannot be waived", "A waiver is the author's reason beside a warning; a misspelt one would silence nothing.")
UNASKED_DISAGREEMENT = Rule("unasked-disagreement", "a disagreement that no item asks", "Where sources differ, a learner should meet both sides.", WARNING)
# Kinds and templates
BAD_KIND = Rule("bad-kind", "a kind that does not fit together", "A question asks a slot its kind has and is given slots its kind has.")
TEMPLATE_SYNTAX = Rule("template-syntax", "a template that cannot be read", "Stems are Jinja2: text, {{ slot }}, {{ slot|filter }}, {% if slot %}.")
TEMPLATE_UNDEFINED = Rule("template-undefined", "a template uses a name that is not there", "A stem may use the slots of its kind, and nothing else.")
TEMPLATE_FAILED = Rule("template-failed", "a template cannot be filled", "A filter met a value it cannot treat, or the text became too long.")
# Items
GIVES_KEY_AWAY = Rule("gives-key-away", "a stem that gives its answer away", "Who reads the question must not be told the answer.", guideline="Haladyna, Downing & Rodriguez 2002, rule 28 (no clues); Matuschak 2020, effortful")
TWO_ANSWERS = Rule("two-answers", "one stem has two different answers", "A learner who gives the other answer would be marked wrong and be right.", guideline="Matuschak 2020, consistent; Haladyna, Downing & Rodriguez 2002, rule 19 (one right answer)")
UNATTRIBUTED = Rule("unattributed", "a disputed statement stands as if it were established", "What is claimed or disputed names its speaker or its source in the sentence itself.", guideline="Haladyna, Downing & Rodriguez 2002, rule 6 (no opinion items)")
# Recipes
SELECTS_NOTHING = Rule("selects-nothing", "a recipe that selects no items", "An empty deck or sheet is never what was meant.")
UNKNOWN_ITEM = Rule("unknown-item", "no item has this id", "`quizgen items` lists the ids of all items.")
UNKNOWN_TOPIC = Rule("unknown-topic", "no fact has this topic", "A recipe selects facts by the words under their `topic`.")
UNKNOWN_DECK = Rule("unknown-deck", "no recipe has this name", "Recipes are the files decks/NAME.yaml.")
INTERACTION_IMPOSSIBLE = Rule("interaction-impossible", "a demanded item cannot be made", "Nothing turns into another interaction, and no wrong answers are invented.")
TOO_FEW_ITEMS = Rule("too-few-items", "a sheet has fewer items than wished", "What cannot be filled is said, never padded.", WARNING)
BAD_BLUEPRINT = Rule("bad-blueprint", "a blueprint that no sheet can follow", "What is wished of one sheet must fit on it: no more items than it has, no more than all of them.")
BAD_PRINT = Rule("bad-print", "a print setting that cannot be", "Points and answer strips are for what a sheet asks.")
UNMET_WISH = Rule("unmet-wish", "a sheet that does not follow its blueprint", "What cannot be filled is said, with how much is missing.", WARNING)
GIVEN_AWAY = Rule("given-away", "a sheet must have two items of which one gives the other away", "Who reads the one must not be told the answer of the other (Haladyna, Downing & Rodriguez, rule 4).", WARNING)
REPEATED_ITEMS = Rule("repeated-items", "parallel versions of a sheet share items", "Whoever knows one version would know these answers of the other.", WARNING)
ONE_SIDED = Rule("one-sided", "most items of a deck come from one side", "Learners should hear more than one source and one party, where there are several.", WARNING)
NO_PASSAGES = Rule("no-passages", "passages are wished without the texts", "A passage is printed from the attached text; quizgen keeps none.")
PASSAGE_LIMIT = Rule("passage-limit", "a passage is left out", "An excerpt is 40 words an item at most, 300 words and a tenth of a source: quotations are no more than needed.", WARNING)
PASSAGES_TRACKED = Rule("passages-tracked", "passages stand under version control", "The texts belong to their publishers: a key with passages is for your own use.", WARNING)
TWO_DECKS = Rule("two-decks", "one item in two decks", "Anki knows a note by its guid: the second deck would overwrite the first.")
NO_PDF = Rule("no-pdf", "a PDF cannot be made on this machine", "The page itself is written, and prints from any browser; an outdated PDF beside it would mislead.", WARNING)
NO_GLYPH = Rule("no-glyph", "a PDF lacks characters that no font has", "In their place stands a sign for no such character; a browser may find a font where PDFs were not set.", WARNING)
# Texts
TEXT_MISSING = Rule("text-missing", "a source's text is not in the folder given", "Its citations were not verified.", WARNING)
BAD_TEXT = Rule("bad-text", "a source's text that cannot be used", "A text is a file of plain text inside the folder of texts; nothing else is read.")
TEXT_ENCODING = Rule("text-encoding", "a source's text is not UTF-8, and its encoding was guessed", "A wrong guess turns names into other letters.", WARNING)
OWN_WORDS = Rule("own-words", "a slot repeats eight words of a source", "Facts carry over, sentences belong to their authors: say it in your own words, or mark a quotation.")
BORROWED_SENTENCE = Rule("borrowed-sentence", "an item repeats eight words of a source", "Slots in your own words can still add up to a sentence of the source.", WARNING, guideline="Haladyna, Downing & Rodriguez 2002, rule 3 (novel material)")
UNCITED_PARAGRAPH = Rule("uncited-paragraph", "a paragraph that no fact cites", "Something may have been missed; list it under `furniture` if there is nothing to ask.", WARNING)
MOVED_CITATION = Rule("moved-citation", "what was verified stands in another paragraph now", "The key would lead to the wrong passage of this text; `quizgen anchor --write` sets the numbers right.", WARNING)
STALE_CITATION = Rule("stale-citation", "a passage was edited or is gone since it was verified", "What is read there may not hold any more: read it again.", WARNING)
STALE_RELEASE = Rule("stale-release", "an edition would hold facts that are stale", "Learners would get answers whose passage has changed and was not read again.")
UNSUPPORTED = Rule("unsupported", "a cited passage that does not hold what the slot says", "Names, numbers, dates, negations and quoted words of an answer stand in each passage that is cited for it.")
NEEDLESS_REASON = Rule("needless-reason", "a reason why a citation holds, where that can be seen", "`supported` is kept for what no machine can tell; else it would hide the next mistake.", WARNING)
# Writing
CARD_TOO_LONG = Rule("card-too-long", "an item that is too long for a flash card", "Smaller type could not be read, and nothing is cut off: the card is left out.", WARNING)
SAME_CODE = Rule("same-code", "two different sheets have one code", "A code leads from a sheet to its key; with one code for two, a teacher might mark by the wrong one.")
FOREIGN_FILE = Rule("foreign-file", "a file that quizgen did not make stands where it would write", "Nothing that quizgen did not make is overwritten.")
OUT_OF_DATE = Rule("out-of-date", "what stands is not what the seeds give", "`quizgen build` makes it anew.")
LOST_LOCK = Rule("lost-lock", "quizgen.lock is gone, but a deck was built", "Without it every card would count as changed, and learners' edits and tags would be overwritten.")
FUTURE_CLOCK = Rule("future-clock", "the lock was written later than now", "Anki takes an update only if it is newer than what a learner has; one wrong clock keeps corrections away.")
NAMESPACE_CHANGED = Rule("namespace-changed", "the namespace is not that of the released decks", "Guids grow from it: with another, learners would begin every card anew.")
NO_REASON = Rule("no-reason", "learners have a card that is no longer made, and nobody says why", "Its tombstone tells them; a renamed fact keeps its cards with `was`.", WARNING)
RENAMED_TWICE = Rule("renamed-twice", "something renamed has lost its first id", "Guids grow from the first id: without it, learners would begin its cards anew.")
RETIRES_NOTHING = Rule("retires-nothing", "something is called retired that is not", "Only what a closed edition held and is no longer made is retired.", WARNING)
DECK_RENAMED = Rule("deck-renamed", "a deck has another name than learners have it under", "Anki finds decks by name: new cards would come into a second deck.", WARNING)
DECK_GONE = Rule("deck-gone", "a released deck has no recipe any more", "Its learners would hear nothing of corrections.", WARNING)
INTERRUPTED = Rule("interrupted", "a command was cut off while it wrote", "Old and new files may stand side by side until the next build has finished or undone what was begun.")
BAD_LOCK = Rule("bad-lock", "quizgen.lock cannot be read", "It remembers what learners have; without it corrections may not arrive.")

# What the YAML parser says -> what is wrong in an author's terms, and what to do
IN_QUOTES = "put a text that holds ': ' or ' #', or begins with a sign, in \"quotation marks\""
LOOK_ABOVE = "look at the lines above too: a quotation mark or a bracket may not be closed there"
YAML_OPENED = {
    "while parsing a flow sequence": "this '[' is not closed",
    "while parsing a flow mapping": "this '{' is not closed",
    "while scanning a quoted scalar": "this quotation mark is not closed",
}
YAML_WORDS = {
    "mapping values are not allowed in this context": ("a second ': ' in one value", IN_QUOTES),
    "could not find expected ':'": ("there is no ': ' after this key", LOOK_ABOVE),
    "did not find expected key": ("here the lines stop fitting together", LOOK_ABOVE),
    "did not find expected '-' indicator": ("this line belongs neither to the entry above nor to the next one", "indent it as far as its neighbours, or begin it with '- '"),
    "found character that cannot start any token": ("no value can begin like this", IN_QUOTES),
    "found unknown escape character": ("between double quotation marks a backslash changes what follows it", "use 'single quotation marks', between which a backslash is a backslash"),
    "found unexpected end of stream": ("the file ends too early", LOOK_ABOVE),
}

RULES: dict[str, Rule] = {r.code: r for r in list(globals().values()) if isinstance(r, Rule)}
