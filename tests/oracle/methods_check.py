"""Compares gleaner's methods with those of PyPI's sumy and lexrank on the articles of engine/tests/texts.

    pip install sumy lexrank
    cargo build --release && python tests/oracle/methods_check.py [BINARY]

Both sides see the same sentences and the same tokens: each sentence becomes a paragraph of code words,
one for each stem, that no stemmer changes and no list of stop words holds; stop words become "the".
sumy's own readers need data that has to be downloaded, so its document is put together by hand.

Expected: Spearman's rank correlation of the sentences' scores is at least 0.9 for lexrank, tfidf and
luhn; sumbasic and kl choose the same first three sentences. Exits 1 otherwise. The other methods are
shown for what they are worth: where they depart from the package, the head of their file says how.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from math import log
from pathlib import Path

from lexrank import LexRank
from nltk.stem import PorterStemmer
from scipy.stats import spearmanr
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.sum_basic import SumBasicSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

ROOT = Path(__file__).resolve().parents[2]
BINARY = sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/gleaner"
STOP = "the"
STOP_WORDS = set(
    "a about after all also an and any are as at be been but by can could for from had has have he her his how if in "
    "into is it its more most no nor not of on one only or other our out over said she so some such than that the their "
    "them then there these they this to two up was we were what when where which while who will with would you".split()
)
CORRELATION_MIN = 0.9


def gleaner(text, *arguments):
    command = [str(BINARY), *arguments]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout.decode()


def code_word(number):
    letters = "bcdfghjkmpqvwxz"
    word = "q"
    for _ in range(4):
        number, digit = divmod(number, len(letters))
        word += letters[digit]
    return word


def sentences_of(path):
    """The article as lists of code words."""
    stem, codes, sentences = PorterStemmer().stem, {}, []
    lines = gleaner(path.read_text(), "sentences", "--format", "json", "--language", "en", "--input-format", "plain").splitlines()
    for line in map(json.loads, lines):
        words = re.findall(r"[a-z0-9]+", line["text"].lower())
        stems = [None if word in STOP_WORDS or len(word) < 2 else stem(word) for word in words]
        sentences.append([STOP if one is None else codes.setdefault(one, code_word(len(codes))) for one in stems])
    return sentences


class Tokens:
    """The tokenizer that sumy's sentences ask for."""

    def to_words(self, text):
        return tuple(text.rstrip(".").lower().split())


def summary(sentences, method, *budget):
    text = "\n\n".join(" ".join(words).capitalize() + "." for words in sentences)
    flags = ("--language", "en", "--input-format", "plain", "--format", "json", "--redundancy", "0")
    return json.loads(gleaner(text, "summarize", "--method", method, *flags, *budget))["bullets"]


def our_scores(sentences, method):
    return {bullet["sentence_indices"][0]: bullet["score"] for bullet in summary(sentences, method, "--ratio", "1.0")}


def correlation(ours, theirs):
    kept = sorted(ours)
    return spearmanr([ours[index] for index in kept], [theirs[index] for index in kept]).statistic


def content(words):
    return [word for word in words if word != STOP]


class Continuous(LexRank):
    """The package's LexRank on our tokens, every sentence a document of its idf."""

    def tokenize_sentence(self, sentence):
        return content(sentence)


def lexrank_scores(sentences):
    return Continuous([[words] for words in sentences]).rank_sentences(sentences, threshold=None)


def tfidf_scores(sentences):
    """Mean over terms of the article's tf times the package's idf."""
    idf = Continuous([[words] for words in sentences]).idf_score
    tf = Counter(word for words in sentences for word in content(words))
    return [sum(tf[word] * idf[word] for word in content(words)) / max(1, len(content(words))) for words in sentences]


def sumy_document(sentences):
    tokens = Tokens()
    return ObjectDocumentModel([Paragraph([Sentence(" ".join(words), tokens)]) for words in sentences])


def sumy_scores(kind, document):
    """The scores that a summarizer of sumy hands to its choice."""
    summarizer, found = kind(), {}
    if hasattr(kind, "stop_words"):
        summarizer.stop_words = {STOP}

    def keep(sentences, count, rating, *args, **kwargs):
        rate = rating.__getitem__ if isinstance(rating, dict) else rating
        ratings = rating if isinstance(rating, (list, tuple)) else [rate(one, *args, **kwargs) for one in sentences]
        found["scores"] = [float(one) for one in ratings]
        return ()

    summarizer._get_best_sentences = keep
    summarizer(document, 3)
    return found["scores"]


def check_article(path):
    sentences = sentences_of(path)
    document = sumy_document(sentences)
    figures, failures = {}, []

    def compare(name, method, theirs, must_agree):
        figures[name] = f"{correlation(our_scores(sentences, method), theirs):.3f}"
        if must_agree and float(figures[name]) < CORRELATION_MIN:
            failures.append(f"{path.name}: {name} {figures[name]}")

    compare("lexrank", "lexrank", lexrank_scores(sentences), True)
    compare("tfidf", "tfidf", tfidf_scores(sentences), True)
    compare("luhn", "luhn", sumy_scores(LuhnSummarizer, document), True)
    compare("lexrank/sumy", "lexrank", sumy_scores(LexRankSummarizer, document), False)
    compare("textrank", "textrank", sumy_scores(TextRankSummarizer, document), False)
    compare("lsa", "lsa", sumy_scores(LsaSummarizer, document), False)
    # sumy's KL counts the stop words of sentences it took into the summary's length, but not those of the ones it
    # weighs, so that the two do not compare; it gets no stop words to count.
    without = sumy_document([content(words) for words in sentences])
    for method, kind, document in (("sumbasic", SumBasicSummarizer, document), ("kl", KLSummarizer, without)):
        theirs = sumy_scores(kind, document)
        first = sorted(sorted(range(len(theirs)), key=lambda index: -theirs[index])[:3])
        ours = sorted(bullet["sentence_indices"][0] for bullet in summary(sentences, method, "--bullets", "3"))
        figures[method] = "same" if ours == first else f"{ours} not {first}"
        if ours != first:
            failures.append(f"{path.name}: {method} {figures[method]}")
    print(f"{path.stem:18} {len(sentences):3} sentences  " + "  ".join(f"{name} {figure}" for name, figure in figures.items()))
    return failures


def main():
    articles = sorted((ROOT / "engine/tests/texts/articles").glob("*.txt"))
    failures = [failure for path in articles for failure in check_article(path)]
    for failure in failures:
        print("disagrees:", failure, file=sys.stderr)
    sys.exit(bool(failures) or not articles)


main()
