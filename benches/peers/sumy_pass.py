"""Throughput of sumy's methods on one core in MB/s, three sentences per article.

    sumy_pass.py FILE.jsonl COUNT     reads the first COUNT articles

sumy's own tokenizer needs data that NLTK downloads. It is replaced by a simple split after sentence
punctuation, which is faster, so that sumy's figures are slightly too good.
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
    """A replacement for sumy's tokenizer."""

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
