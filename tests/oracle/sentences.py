#!/usr/bin/env python3
"""Sentence boundaries of gleaner beside those of other splitters, on annotated documents.

    python3 -m venv target/peers
    target/peers/bin/pip install -r tests/oracle/sentences-requirements.txt
    target/peers/bin/python tests/oracle/sentences.py target/release/gleaner FILE.jsonl..

Each line of a FILE is {"text", "sentences", "lang"}, whose sentences tile the text up to white space;
lines with "exact": false are left out. Prints for each file and language the F1 (per cent) of exact
boundaries over whole documents, the last boundary of a document not counted; for files whose name
has "golden" in it, how many documents have every boundary right. All splitters get the same text and
the language; a splitter that has no rules for a language is left out there ("-").

Peers: pysbd, punkt (the models of nltk), sentencex, syntok, blingfire, ICU, and the default rules of
UAX #29 ("unicode"), which are those of the crate unicode-segmentation, and the SRX rules of
LanguageTool ("srx", through choppa-srx; its rules for languages it does not know are left out).
"""
import collections
import importlib.resources
import json
import subprocess
import sys
import tempfile

import blingfire
import punkt
import pysbd
import sentencex
import syntok.segmenter
import uniseg.sentencebreak
from choppa import SrxDocument, SrxTextIterator
from icu4py.breakers import SentenceBreaker
from pysbd.languages import LANGUAGE_CODES

PUNKT = {
    "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "fi": "finnish", "fr": "french", "it": "italian", "ml": "malayalam",
    "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ru": "russian",
    "sl": "slovene", "sv": "swedish", "tr": "turkish",
}


def by_pysbd(text, lang):
    if lang not in LANGUAGE_CODES:
        return None
    return pysbd.Segmenter(language=lang, clean=False).segment(text)


def by_punkt(text, lang):
    if lang not in PUNKT:
        return None
    return punkt.sent_tokenize(text, PUNKT[lang])


def by_sentencex(text, lang):
    return list(sentencex.segment(lang, text))


def by_syntok(text, lang):
    if lang not in ("en", "de", "es"):
        return None
    sentences = []
    for paragraph in syntok.segmenter.process(text):
        sentences += ["".join(token.spacing + token.value for token in s) for s in paragraph]
    return sentences


def by_blingfire(text, _lang):
    return blingfire.text_to_sentences(text).split("\n")


def by_icu(text, lang):
    return list(SentenceBreaker(text, lang))


def by_unicode(text, _lang):
    return list(uniseg.sentencebreak.sentences(text))


SRX = SrxDocument(ruleset=str(importlib.resources.files("choppa") / "data/srx/languagetool_segment.srx"))
SRX_LANGUAGES = set(
    "ar be br ca crh da de el en eo es fa fr ga gl is it ja lt ml nl pl pt ro ru sk sl sr sv ta tl uk zh".split()
)


def by_srx(text, lang):
    if lang not in SRX_LANGUAGES:
        return None
    return list(SrxTextIterator(SRX, f"{lang}_two", text))


PEERS = {
    "pysbd": by_pysbd, "punkt": by_punkt, "sentencex": by_sentencex, "syntok": by_syntok,
    "blingfire": by_blingfire, "icu": by_icu, "unicode": by_unicode, "srx": by_srx,
}


def ends(sentences):
    """Where each sentence but the last ends, counted in characters that are no white space."""
    found, at = [], 0
    for sentence in sentences:
        length = sum(not c.isspace() for c in sentence)
        at += length
        if length:
            found.append(at)
    return found[:-1], at


def by_gleaner(binary, documents):
    """Gleaner's figures for these documents, as its own evaluation gives them."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(d) + "\n" for d in documents)
        file.flush()
        command = [binary, "eval", "--segmentation", file.name, "--format", "json"]
        row = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return 100 * row["f1"], row["exact"]


def by_peer(split, documents):
    right = found = expected = exact = 0
    for document in documents:
        try:
            sentences = split(document["text"], document["lang"])
        except Exception:  # what a peer cannot take, it gets no boundary for
            sentences = [document["text"]]
        if sentences is None:
            return None
        theirs, length = ends(sentences)
        wanted, wanted_length = ends(document["sentences"])
        if length != wanted_length:  # it changed the text
            theirs = []
        right += len(set(theirs) & set(wanted))
        found += len(theirs)
        expected += len(wanted)
        exact += theirs == wanted
    return 200 * right / (found + expected or 1), exact


def main():
    binary, files = sys.argv[1], sys.argv[2:]
    names = ["gleaner", *PEERS]
    print("| set | lang | documents | " + " | ".join(names) + " | ahead of best by |")
    print("|" + "---|" * (len(names) + 4))
    for path in files:
        groups = collections.defaultdict(list)
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                document = json.loads(line)
                if document.get("exact") is not False:
                    groups[document["lang"]].append(document)
        is_golden = "golden" in path
        for lang, documents in sorted(groups.items()):
            figures = [by_gleaner(binary, documents)]
            figures += [by_peer(split, documents) for split in PEERS.values()]
            at = 1 if is_golden else 0
            best = max(f[at] for f in figures[1:] if f)
            shown = ["-" if f is None else f"{f[at]:.0f}" if is_golden else f"{f[at]:.1f}" for f in figures]
            lead = figures[0][at] - best
            name = path.rsplit("/", 1)[-1].removesuffix(".jsonl")
            print(f"| {name} | {lang} | {len(documents)} | " + " | ".join(shown) + f" | {lead:+.1f} |", flush=True)


main()
