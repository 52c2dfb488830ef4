//! Memory: a worker that has met a document allocates nothing for it but the summary, and keeps
//! nothing of it. Alone in its process, since the allocator counts for all.

use gleaner_engine::{Language, Method, Options, Source, Summarizer, Summary};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::sync::{Mutex, PoisonError};

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}
/// Held by the test that runs, since bytes are counted for all threads.
static ALONE: Mutex<()> = Mutex::new(());
static BYTES: AtomicIsize = AtomicIsize::new(0);
static BYTES_MOST: AtomicIsize = AtomicIsize::new(0);

/// Counts what passes through to the system.
struct Counting;

#[expect(unsafe_code, reason = "an allocator is unsafe to be one")]
// SAFETY: all is left to `System`.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        BYTES.fetch_sub(layout.size() as isize, Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as isize - layout.size() as isize);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

fn count(bytes: isize) {
    ALLOCATIONS.with(|allocations| allocations.set(allocations.get() + 1));
    let held = BYTES.fetch_add(bytes, Ordering::Relaxed) + bytes;
    BYTES_MOST.fetch_max(held, Ordering::Relaxed);
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs `work`; how many allocations it made on this thread.
fn allocations<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = ALLOCATIONS.get();
    let result = work();
    (result, ALLOCATIONS.get() - before)
}

const WORDS: [&str; 24] = [
    "harbour",
    "council",
    "voted",
    "bridge",
    "repairs",
    "million",
    "reported",
    "engineers",
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "that",
    "was",
    "storm",
    "funding",
    "approved",
    "traffic",
    "officials",
    "said",
    "new",
    "closed",
];

/// An article of `sentences` sentences, each its own words.
fn article(sentences: usize, seed: usize) -> String {
    let mut text = String::new();
    let mut state = seed as u64;
    let mut draw = |bound: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % bound
    };
    for sentence in 0..sentences {
        text.push_str("Report");
        for _ in 0..8 + draw(14) {
            text.push(' ');
            text.push_str(WORDS[draw(WORDS.len())]);
            if draw(4) == 0 {
                text.push_str(["s", "ed", "er"][draw(3)]);
            }
        }
        text.push_str(&format!(" number {sentence}. "));
        if draw(4) == 0 {
            text.push_str("\n\n");
        }
    }
    text
}

/// Allocations of a summary as the caller gets it: each text and each list in it.
fn owned(summary: &Summary) -> usize {
    let of_bullet = |bullet: &gleaner_engine::Bullet| {
        let lists = [
            !bullet.text.is_empty(),
            !bullet.sentence_indices.is_empty(),
            bullet.section.is_some(),
            !bullet.sources.is_empty(),
            !bullet.reasons.is_empty(),
        ];
        lists.into_iter().filter(|&is_held| is_held).count()
    };
    let bullets: usize = summary.bullets.iter().map(of_bullet).sum();
    let messages = summary.warnings.len() + usize::from(!summary.warnings.is_empty());
    bullets + usize::from(!summary.bullets.is_empty()) + messages + 1
}

#[test]
fn a_document_costs_only_its_summary() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let texts: Vec<String> = (0..20).map(|seed| article(40, seed)).collect();
    for method in [
        Method::Gleaner,
        Method::Lead,
        Method::Lexrank,
        Method::Degree,
    ] {
        let options = Options::default().with_method(method);
        let mut summarizer = Summarizer::new();
        for text in texts.iter().chain(&texts) {
            summarizer.summarize(&Source::from(text.as_str()), &options);
        }
        for text in &texts {
            let source = Source::from(text.as_str());
            let (summary, made) = allocations(|| summarizer.summarize(&source, &options));
            assert_eq!(made, owned(&summary), "{method}");
        }
    }
}

#[test]
fn long_words_beyond_ascii_cost_nothing_either() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    // Each word is longer than the sixteen bytes that a key holds.
    let sentence = |at: usize| {
        let place = ["Строительство", "Восстановление", "Финансирование"][at % 3];
        format!("{place} набережной продолжается, сообщила администрация района номер {at}. ")
    };
    let text: String = (0..40).map(sentence).collect();
    let options = Options::default().with_language(Language::from_tag("ru"));
    let mut summarizer = Summarizer::new();
    let source = Source::from(text.as_str());
    for _ in 0..2 {
        summarizer.summarize(&source, &options);
    }
    let (summary, made) = allocations(|| summarizer.summarize(&source, &options));
    assert_eq!(made, owned(&summary));
}

#[test]
fn a_long_document_takes_at_most_eight_times_its_size() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let text = article(80_000, 1);
    assert!(text.len() > 9_000_000);
    let mut summarizer = Summarizer::new();
    let before = BYTES.load(Ordering::Relaxed);
    BYTES_MOST.store(before, Ordering::Relaxed);
    summarizer.summarize(&Source::from(text.as_str()), &Options::default());
    let most = (BYTES_MOST.load(Ordering::Relaxed) - before) as usize;
    assert!(most < 8 * text.len(), "{most} bytes for {}", text.len());
}

#[test]
fn words_that_never_come_again_do_not_pile_up() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut summarizer = Summarizer::new();
    let mut held = [0; 3];
    for (round, held) in held.iter_mut().enumerate() {
        for document in 0..300 {
            let word = |at: usize| format!("word{}x{round}x{document} ", at * 7919);
            let text: String = (0..1_000).map(word).collect();
            summarizer.summarize(&Source::from(text.as_str()), &Options::default());
            *held = BYTES.load(Ordering::Relaxed).max(*held);
        }
    }
    let [_, first, second] = held;
    assert!(second <= first + first / 10, "{second} bytes after {first}");
}

/// A fence of Markdown in plain text is in no block, however long its line is.
#[test]
fn what_stands_between_sentences_leaves_nothing_behind() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let fence = "ab".repeat(500_000);
    let text =
        format!("The council voted to build it.\n\n```{fence}\nx = 1\n```\n\nIt opened in May.");
    let mut summarizer = Summarizer::new();
    let options = Options::default();
    summarizer.summarize(&Source::from(&*article(80, 1)), &options);
    let before = BYTES.load(Ordering::Relaxed);
    let summary = summarizer.summarize(&Source::from(text.as_str()), &options);
    assert!(!summary.bullets.is_empty());
    drop(summary);
    let kept = BYTES.load(Ordering::Relaxed) - before;
    // Bitmaps of a text of 1 MB are kept for the next one, and edges of the same number.
    assert!(
        kept < 1_000_000,
        "{kept} bytes of a fence of {}",
        fence.len()
    );
}
