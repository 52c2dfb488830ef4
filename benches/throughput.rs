//! Throughput of the engine by method, document size and language, and of its stages cleaning and
//! segmentation. Methods are measured with words that the worker has seen before and without.
//!
//! Each group also measures a bare pass of `unicode_words` over the same text as a yardstick, so that
//! ratios can be computed from one run. `GLEANER_BENCH_DATA=FILE.jsonl` reads real articles.

#![allow(
    missing_docs,
    reason = "criterion's macros write functions without docs"
)]

mod corpus;

use corpus::{Alphabet, ArticleGenerator, Corpus};
use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
};
use gleaner::{InputFormat, Language, Method, Options, Role, Source, Span, Summarizer, detect};
use gleaner_engine::fit::{Block, Buffers, clean, sentences_of_block, words};
use std::hint::black_box;
use unicode_segmentation::UnicodeSegmentation;

type Group<'a> = BenchmarkGroup<'a, WallTime>;

/// All methods, on articles whose words the worker has seen or not.
fn by_method(criterion: &mut Criterion) {
    let corpus = Corpus::news();
    println!(
        "{}: {} articles measured, {:.1} % of their words never seen",
        corpus.name,
        corpus.unseen.len(),
        100.0 * corpus.never_seen_share()
    );
    let mut group = criterion.benchmark_group("news");
    group.throughput(Throughput::Bytes(corpus.unseen_bytes()));
    bench_unicode_words(&mut group, "", &corpus.unseen);
    for &method in Method::ALL {
        let options = Options::default().with_method(method);
        let mut summarizer = Summarizer::new();
        summarize_all(&mut summarizer, &corpus.seen, &options);
        group.bench_function(format!("unseen/{method}"), |bencher| {
            bencher.iter_batched(
                || summarizer.clone(),
                |mut summarizer| {
                    summarize_all(&mut summarizer, &corpus.unseen, &options);
                    summarizer
                },
                BatchSize::PerIteration,
            );
        });
        summarize_all(&mut summarizer, &corpus.unseen, &options);
        group.bench_function(format!("seen/{method}"), |bencher| {
            bencher.iter(|| summarize_all(&mut summarizer, &corpus.unseen, &options));
        });
    }
    group.finish();
}

/// The default method on documents of 400 B to 10 MB.
fn by_size(criterion: &mut Criterion) {
    let corpus = Corpus::news();
    let mut group = criterion.benchmark_group("size");
    group.sample_size(10);
    for (name, bytes) in [
        ("400B", 400),
        ("4KB", 4_000),
        ("10KB", 10_000),
        ("100KB", 100_000),
        ("1MB", 1_000_000),
        ("10MB", 10_000_000),
    ] {
        let texts = corpus.of_size(bytes);
        let bytes: usize = texts.iter().map(String::len).sum();
        group.throughput(Throughput::Bytes(bytes as u64));
        bench_default(&mut group, name, &texts);
        bench_unicode_words(&mut group, name, &texts);
    }
    group.finish();
}

/// The default method on alphabets of one to three bytes per letter.
fn by_language(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("language");
    for (tag, alphabet) in [
        ("en", Alphabet::English),
        ("ru", Alphabet::Russian),
        ("zh", Alphabet::Chinese),
    ] {
        let mut generator = ArticleGenerator::with_alphabet(alphabet, 11);
        let texts: Vec<String> = (0..50).map(|_| generator.article(4_000)).collect();
        group.throughput(Throughput::Bytes(
            texts.iter().map(|text| text.len() as u64).sum(),
        ));
        bench_default(&mut group, tag, &texts);
        bench_unicode_words(&mut group, tag, &texts);
    }
    group.finish();
}

/// Sentence and word segmentation alone, each next to that of the crate unicode-segmentation.
fn segmentation(criterion: &mut Criterion) {
    let texts = Corpus::news().unseen;
    let blocks: Vec<Block> = texts.iter().map(|text| one_block(text)).collect();
    let mut group = criterion.benchmark_group("segment");
    group.throughput(Throughput::Bytes(
        texts.iter().map(|text| text.len() as u64).sum(),
    ));
    let mut sentences = Vec::new();
    group.bench_function("sentences", |bencher| {
        bencher.iter(|| {
            sentences.clear();
            for (text, block) in texts.iter().zip(&blocks) {
                sentences_of_block(text, *block, Language::ENGLISH, &mut sentences);
            }
            sentences.len()
        });
    });
    group.bench_function("split_sentence_bounds", |bencher| {
        let count = |text: &String| text.split_sentence_bounds().count();
        bencher.iter(|| texts.iter().map(count).sum::<usize>());
    });
    group.bench_function("words", |bencher| {
        bencher.iter(|| {
            let mut count = 0;
            for text in &texts {
                words(text, |_, _| count += 1);
            }
            count
        });
    });
    bench_unicode_words(&mut group, "", &texts);
    group.finish();
}

/// Cleaning alone, of the same text in each format, and language detection alone.
fn cleaning(criterion: &mut Criterion) {
    let texts = Corpus::news().unseen;
    let mut group = criterion.benchmark_group("clean");
    group.throughput(Throughput::Bytes(
        texts.iter().map(|text| text.len() as u64).sum(),
    ));
    let mut buffers = Buffers::default();
    for (name, format, texts) in [
        ("plain", InputFormat::Plain, texts.clone()),
        ("markdown", InputFormat::Markdown, texts.clone()),
        (
            "html",
            InputFormat::Html,
            texts.iter().map(|text| to_html(text)).collect(),
        ),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let blocks = texts
                    .iter()
                    .map(|text| clean(text, format, &mut buffers).blocks.len());
                blocks.sum::<usize>()
            });
        });
    }
    group.bench_function("detect", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                black_box(detect(text));
            }
        });
    });
    bench_unicode_words(&mut group, "", &texts);
    group.finish();
}

fn to_html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<html><body><p>{}</p></body></html>",
        escaped.replace("\n\n", "</p><p>")
    )
}

/// The whole text as one body block.
fn one_block(text: &str) -> Block {
    Block {
        span: Span::new(0..text.len()).trimmed(text),
        role: Role::Body,
    }
}

/// Measures the default method on texts whose words the worker has seen.
fn bench_default(group: &mut Group, name: &str, texts: &[String]) {
    let options = Options::default();
    let mut summarizer = Summarizer::new();
    summarize_all(&mut summarizer, texts, &options);
    group.bench_function(format!("gleaner/{name}"), |bencher| {
        bencher.iter(|| summarize_all(&mut summarizer, texts, &options));
    });
}

/// Measures the yardstick.
fn bench_unicode_words(group: &mut Group, name: &str, texts: &[String]) {
    group.bench_function(format!("unicode_words/{name}"), |bencher| {
        bencher.iter(|| {
            let words: usize = texts.iter().map(|text| text.unicode_words().count()).sum();
            assert!(words > 0);
            words
        });
    });
}

/// Summarizes every text and checks that each summary has bullets.
fn summarize_all(summarizer: &mut Summarizer, texts: &[String], options: &Options) {
    for text in texts {
        let summary = summarizer.summarize(&Source::from(text.as_str()), options);
        assert!(!summary.bullets.is_empty());
        black_box(summary);
    }
}

criterion_group!(
    benches,
    by_method,
    by_size,
    by_language,
    cleaning,
    segmentation
);
criterion_main!(benches);
