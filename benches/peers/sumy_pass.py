"""Three sentences of every article by sumy's methods: MB/s on one core.

sumy's own tokenizer needs data that NLTK downloads; a plain split at full stops stands in for it,
which is cheaper, so that the figures flatter sumy a little.
"""

import json
import re
import sys
import time

from sumy.nlp.stemmers import Stemmer
from sumy.parsers.plaintext import PlaintextParser
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer


class Tokenizer:
    language = "english"

    def to_sentences(self, text):
        return tuple(s for s in re.split(r"(?<=[.!?])\s+", text) if s)

    def to_words(self, sentence):
        return tuple(re.findall(r"[^\W_]+", sentence))


texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
texts = texts[: int(sys.argv[2])]
for kind in [LexRankSummarizer, TextRankSummarizer, LuhnSummarizer, LsaSummarizer]:
    try:
        summarizer = kind(Stemmer("english"))
        start = time.process_time()
        for text in texts:
            summarizer(PlaintextParser.from_string(text, Tokenizer()).document, 3)
        seconds = time.process_time() - start
    except Exception as error:
        print(f"| sumy {kind.__name__} | could not run: {error} |")
        continue
    size = sum(len(text.encode()) for text in texts)
    print(f"| sumy {kind.__name__} | {size / seconds / 1e6:.2f} |")
