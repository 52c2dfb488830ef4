"""Compares gleaner's methods with those of the PyPI packages sumy and lexrank.

    pip install sumy lexrank
    cargo build --release && python tests/oracle/methods_check.py [BINARY]

The articles are those of engine/tests/texts/articles. Both sides get the same sentences and tokens:
each stem is replaced by a code word that no stemmer changes and that is in no list of stop words, and
each stop word by "the"; each sentence is a paragraph. sumy's own parsers need data that has to be
downloaded, so its document is built by hand.

Expected: Spearman's rank correlation of the sentences' scores is at least 0.9 for lexrank, tfidf and
luhn, and sumbasic and kl pick the same first three sentences. Exits with 1 otherwise. The other
methods are only shown, because they depart from the package; the heads of their files say how.
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
STOP_WORD = "the"
STOP_WORDS = set(
    "a about after all also an and any are as at be been but by can could for from had has have he her his how if in "
    "into is it its more most no nor not of on one only or other our out over said she so some such than that the their "
    "them then there these they this to two up was we were what when where which while who will with would you".split()
)
CORRELATION_MIN = 0.9


def gleaner(text, *arguments):
    """What gleaner prints, given `text` as standard input."""
    command = [str(BINARY), *arguments]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout.decode()


def code_word(number):
    """A five-letter word without vowels for each number below 15⁴."""
    letters = "bcdfghjkmpqvwxz"
    word = "q"
    for _ in range(4):
        number, digit = divmod(number, len(letters))
        word += letters[digit]
    return word


def sentences_of(path):
    """The sentences of an article as lists of code words."""
    stem, codes, sentences = PorterStemmer().stem, {}, []
    lines = gleaner(path.read_text(), "sentences", "--format", "json", "--language", "en", "--input-format", "plain").splitlines()
    for line in map(json.loads, lines):
        words = re.findall(r"[a-z0-9]+", line["text"].lower())
        stems = [None if word in STOP_WORDS or len(word) < 2 else stem(word) for word in words]
        sentences.append([STOP_WORD if s is None else codes.setdefault(s, code_word(len(codes))) for s in stems])
    return sentences


class Tokens:
    """The tokenizer that sumy's sentences need."""

    def to_words(self, text):
        return tuple(text.rstrip(".").lower().split())


def summary(sentences, method, *budget):
    """The bullets that gleaner makes of the sentences."""
    text = "\n\n".join(" ".join(words).capitalize() + "." for words in sentences)
    flags = ("--language", "en", "--input-format", "plain", "--format", "json", "--redundancy", "0")
    return json.loads(gleaner(text, "summarize", "--method", method, *flags, *budget))["bullets"]


def gleaner_scores(sentences, method):
    """Sentence index -> score, of all sentences that may be bullets."""
    return {bullet["sentence_indices"][0]: bullet["score"] for bullet in summary(sentences, method, "--ratio", "1.0")}


def correlation(found, expected):
    """Spearman's rank correlation of gleaner's scores with the expected ones."""
    indices = sorted(found)
    return spearmanr([found[index] for index in indices], [expected[index] for index in indices]).statistic


def content_words(words):
    return [word for word in words if word != STOP_WORD]


class TokenizedLexRank(LexRank):
    """The package's LexRank on given tokens. For idf, every sentence is a document."""

    def tokenize_sentence(self, sentence):
        return content_words(sentence)


def lexrank_scores(sentences):
    return TokenizedLexRank([[words] for words in sentences]).rank_sentences(sentences, threshold=None)


def tfidf_scores(sentences):
    """The mean over a sentence's terms of tf in the article times the package's idf."""
    idf = TokenizedLexRank([[words] for words in sentences]).idf_score
    tf = Counter(word for words in sentences for word in content_words(words))

    def score(words):
        return sum(tf[word] * idf[word] for word in words) / max(1, len(words))

    return [score(content_words(words)) for words in sentences]


def sumy_document(sentences):
    tokens = Tokens()
    return ObjectDocumentModel([Paragraph([Sentence(" ".join(words), tokens)]) for words in sentences])


def sumy_scores(kind, document):
    """The scores by which a summarizer of sumy chooses sentences."""
    summarizer, found = kind(), {}
    if hasattr(kind, "stop_words"):
        summarizer.stop_words = {STOP_WORD}

    def record(sentences, count, rating, *args, **kwargs):
        rate = rating.__getitem__ if isinstance(rating, dict) else rating
        ratings = rating if isinstance(rating, (list, tuple)) else [rate(one, *args, **kwargs) for one in sentences]
        found["scores"] = [float(one) for one in ratings]
        return ()

    summarizer._get_best_sentences = record
    summarizer(document, 3)
    return found["scores"]


def check_article(path):
    sentences = sentences_of(path)
    document = sumy_document(sentences)
    figures, failures = {}, []

    def compare(name, method, expected, must_agree):
        figures[name] = f"{correlation(gleaner_scores(sentences, method), expected):.3f}"
        if must_agree and float(figures[name]) < CORRELATION_MIN:
            failures.append(f"{path.name}: {name} {figures[name]}")

    compare("lexrank", "lexrank", lexrank_scores(sentences), True)
    compare("tfidf", "tfidf", tfidf_scores(sentences), True)
    compare("luhn", "luhn", sumy_scores(LuhnSummarizer, document), True)
    compare("lexrank/sumy", "lexrank", sumy_scores(LexRankSummarizer, document), False)
    compare("textrank", "textrank", sumy_scores(TextRankSummarizer, document), False)
    compare("lsa", "lsa", sumy_scores(LsaSummarizer, document), False)
    # For the length of a summary, sumy's KL counts the stop words of picked sentences but not those of the sentence
    # that it considers. That makes the two incomparable, so it gets sentences without stop words.
    without_stop_words = sumy_document([content_words(words) for words in sentences])
    for method, kind, document in (("sumbasic", SumBasicSummarizer, document), ("kl", KLSummarizer, without_stop_words)):
        scores = sumy_scores(kind, document)
        expected = sorted(sorted(range(len(scores)), key=lambda index: -scores[index])[:3])
        found = sorted(bullet["sentence_indices"][0] for bullet in summary(sentences, method, "--bullets", "3"))
        figures[method] = "same" if found == expected else f"{found} not {expected}"
        if found != expected:
            failures.append(f"{path.name}: {method} {figures[method]}")
    print(f"{path.stem:18} {len(sentences):3} sentences  " + "  ".join(f"{name} {figure}" for name, figure in figures.items()))
    return failures


def main():
    articles = sorted((ROOT / "engine/tests/texts/articles").glob("*.txt"))
    failures = [failure for path in articles for failure in check_article(path)]
    for failure in failures:
        print("differs:", failure, file=sys.stderr)
    sys.exit(bool(failures) or not articles)


main()
