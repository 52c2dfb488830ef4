//! How fast the engine reads: by method, by size, by language, words seen before or not.
//!
//! The yardstick is a bare pass of `unicode_words` over the same text, in the same group, so that
//! ratios can be read off one run. Real articles: `GLEANER_BENCH_DATA=FILE.jsonl`.

#![allow(missing_docs, reason = "criterion's macros write functions without")]

mod corpus;

use corpus::{Corpus, Letters, Writer};
use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
};
use gleaner::{InputFormat, Language, Method, Options, Role, Source, Span, Summarizer, detect};
use gleaner_engine::fit::{Block, Buffers, clean, sentences_of_block, words};
use std::hint::black_box;
use unicode_segmentation::UnicodeSegmentation;

type Group<'a> = BenchmarkGroup<'a, WallTime>;

/// Every method on articles whose words the worker has met or not.
fn by_method(criterion: &mut Criterion) {
    let corpus = Corpus::news();
    println!(
        "{}: {} articles to time, {:.1} % of words never seen",
        corpus.name,
        corpus.unseen.len(),
        100.0 * corpus.never_seen_share()
    );
    let mut group = criterion.benchmark_group("news");
    group.throughput(Throughput::Bytes(corpus.unseen_bytes()));
    yardstick(&mut group, "", &corpus.unseen);
    for &method in Method::ALL {
        let options = Options::default().with_method(method);
        let mut seen = Summarizer::new();
        read(&mut seen, &corpus.seen, &options);
        group.bench_function(format!("unseen/{method}"), |bencher| {
            bencher.iter_batched(
                || seen.clone(),
                |mut summarizer| {
                    read(&mut summarizer, &corpus.unseen, &options);
                    summarizer
                },
                BatchSize::PerIteration,
            );
        });
        read(&mut seen, &corpus.unseen, &options);
        group.bench_function(format!("seen/{method}"), |bencher| {
            bencher.iter(|| read(&mut seen, &corpus.unseen, &options));
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
        seen(&mut group, name, &texts, &Options::default());
        yardstick(&mut group, name, &texts);
    }
    group.finish();
}

/// The default method on letters of one to three bytes.
fn by_language(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("language");
    for (tag, letters) in [
        ("en", Letters::English),
        ("ru", Letters::Russian),
        ("zh", Letters::Chinese),
    ] {
        let mut writer = Writer::of(letters, 11);
        let texts: Vec<String> = (0..50).map(|_| writer.article(4_000)).collect();
        group.throughput(Throughput::Bytes(
            texts.iter().map(|text| text.len() as u64).sum(),
        ));
        seen(&mut group, tag, &texts, &Options::default());
        yardstick(&mut group, tag, &texts);
    }
    group.finish();
}

/// Sentences and words alone, each beside what unicode-segmentation takes for them.
fn segmentation(criterion: &mut Criterion) {
    let texts = Corpus::news().unseen;
    let blocks: Vec<Block> = texts.iter().map(|text| whole(text)).collect();
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
    yardstick(&mut group, "", &texts);
    group.finish();
}

/// Cleaning alone, of the same text in each format, and the detection of its language.
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
            texts.iter().map(|text| html(text)).collect(),
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
    yardstick(&mut group, "", &texts);
    group.finish();
}

fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<html><body><p>{}</p></body></html>",
        escaped.replace("\n\n", "</p><p>")
    )
}

/// A text as one block.
fn whole(text: &str) -> Block {
    Block {
        span: Span::new(0..text.len()).trimmed(text),
        role: Role::Body,
    }
}

fn seen(group: &mut Group, name: &str, texts: &[String], options: &Options) {
    let mut summarizer = Summarizer::new();
    read(&mut summarizer, texts, options);
    group.bench_function(format!("gleaner/{name}"), |bencher| {
        bencher.iter(|| read(&mut summarizer, texts, options));
    });
}

fn yardstick(group: &mut Group, name: &str, texts: &[String]) {
    group.bench_function(format!("unicode_words/{name}"), |bencher| {
        bencher.iter(|| {
            let words: usize = texts.iter().map(|text| text.unicode_words().count()).sum();
            assert!(words > 0);
            words
        });
    });
}

/// Summarizes every text and makes sure that each has bullets.
fn read(summarizer: &mut Summarizer, texts: &[String], options: &Options) {
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
