//! Memory: a summarizer that was used before allocates only the summary (and, of HTML, a few buffers of
//! the tokenizer), and keeps nothing of a document. These tests have a process of their own, because the allocator counts for all threads.

use gleaner_engine::{Bullet, InputFormat, Language, Method, Options, Source, Summarizer, Summary};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

thread_local! {
    /// How often this thread allocated or reallocated.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}
/// Bytes that all threads hold.
static BYTES: AtomicIsize = AtomicIsize::new(0);
/// The most that [`BYTES`] was.
static BYTES_PEAK: AtomicIsize = AtomicIsize::new(0);

/// Waits until no other test runs.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The system's allocator, with every call counted.
struct CountingAllocator;

#[expect(unsafe_code, reason = "GlobalAlloc is an unsafe trait")]
// SAFETY: every call is passed to `System` as it is.
unsafe impl GlobalAlloc for CountingAllocator {
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

/// Counts an allocation by which the bytes held grow by `bytes`.
fn count(bytes: isize) {
    ALLOCATIONS.with(|allocations| allocations.set(allocations.get() + 1));
    let held = BYTES.fetch_add(bytes, Ordering::Relaxed) + bytes;
    BYTES_PEAK.fetch_max(held, Ordering::Relaxed);
}

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// What `work` returns, and how often it allocated on this thread.
fn allocations<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = ALLOCATIONS.get();
    let result = work();
    (result, ALLOCATIONS.get() - before)
}

#[rustfmt::skip]
const WORDS: [&str; 24] = [
    "harbour", "council", "voted", "bridge", "repairs", "million", "reported", "engineers", "the", "of",
    "and", "to", "in", "a", "that", "was", "storm", "funding", "approved", "traffic", "officials", "said",
    "new", "closed",
];

/// A pseudo-random article of `sentences` sentences, no two of them alike.
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

/// How many allocations `summary` itself is: one for each text and each list in it that is not empty.
fn allocations_of(summary: &Summary) -> usize {
    let of_bullet = |bullet: &Bullet| {
        let is_allocated = [
            !bullet.text.is_empty(),
            !bullet.sentence_indices.is_empty(),
            bullet.section.is_some(),
            !bullet.sources.is_empty(),
            !bullet.reasons.is_empty(),
        ];
        is_allocated
            .into_iter()
            .filter(|&is_allocated| is_allocated)
            .count()
    };
    let bullets: usize = summary.bullets.iter().map(of_bullet).sum();
    let lists =
        usize::from(!summary.bullets.is_empty()) + usize::from(!summary.warnings.is_empty());
    let weights_id = 1;
    bullets + summary.warnings.len() + lists + weights_id
}

#[test]
fn a_document_costs_only_its_summary() {
    let _alone = alone();
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
            assert_eq!(summary.bullets.len(), 3, "{method}");
            assert_eq!(made, allocations_of(&summary), "{method}");
        }
    }
}

#[test]
fn a_longer_page_of_html_needs_no_more_allocations() {
    let _alone = alone();
    let page = |sentences: usize| {
        let paragraphs = article(sentences, 1).replace("\n\n", "</p>\n<p class='text'>");
        format!("<article><p>{paragraphs}</p></article>")
    };
    let (short, long) = (page(40), page(400));
    let options = Options::default().with_input_format(InputFormat::Html);
    let mut summarizer = Summarizer::new();
    let mut beside_summary = |page: &str| {
        let source = Source::from(page);
        summarizer.summarize(&source, &options);
        let (summary, made) = allocations(|| summarizer.summarize(&source, &options));
        assert_eq!(summary.bullets.len(), 3);
        made - allocations_of(&summary)
    };
    // The tokenizer's buffers, which grow a little further.
    let (of_long, of_short) = (beside_summary(&long), beside_summary(&short));
    assert!(of_long <= of_short + 2, "{of_long} after {of_short}");
}

#[test]
fn long_words_beyond_ascii_cost_nothing_either() {
    let _alone = alone();
    // Each word is longer than the sixteen bytes that a key of the vocabulary holds.
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
    assert_eq!(summary.bullets.len(), 3);
    assert_eq!(made, allocations_of(&summary));
}

#[test]
fn a_long_document_takes_at_most_nine_times_its_size() {
    let _alone = alone();
    let text = article(80_000, 1);
    assert!(text.len() > 9_000_000);
    let mut summarizer = Summarizer::new();
    let before = BYTES.load(Ordering::Relaxed);
    BYTES_PEAK.store(before, Ordering::Relaxed);
    let summary = summarizer.summarize(&Source::from(text.as_str()), &Options::default());
    let peak = (BYTES_PEAK.load(Ordering::Relaxed) - before) as usize;
    assert_eq!(summary.sentence_count, 80_000);
    assert!(peak < 9 * text.len(), "{peak} bytes for {}", text.len());
}

/// The memory of a summarizer does not grow with words that occur in one document only.
#[test]
fn words_that_never_come_again_are_forgotten() {
    let _alone = alone();
    let mut summarizer = Summarizer::new();
    let mut peaks = [0; 3];
    for (round, peak) in peaks.iter_mut().enumerate() {
        for document in 0..300 {
            let word = |at: usize| format!("word{}x{round}x{document} ", at * 7919);
            let text: String = (0..1_000).map(word).collect();
            summarizer.summarize(&Source::from(text.as_str()), &Options::default());
            *peak = BYTES.load(Ordering::Relaxed).max(*peak);
        }
    }
    let [_, second, third] = peaks;
    assert!(
        third <= second + second / 10,
        "{third} bytes after {second}"
    );
}

/// The line of a code fence in plain text belongs to no block and takes no memory once the text is done,
/// however long it is.
#[test]
fn text_between_sentences_takes_no_memory_afterwards() {
    let _alone = alone();
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
    // The bitmaps of a text of 1 MB are kept for the next text, and as many word ends.
    assert!(
        kept < 1_000_000,
        "{kept} bytes of a fence of {}",
        fence.len()
    );
}
