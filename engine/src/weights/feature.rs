//! The features: numbers that describe a sentence. Their names, the reasons that they belong to, and what
//! each one measures.
//!
//! docs/reasons.md lists them for users. A test (engine/tests/it/reasons.rs) fails if one is missing there.

/// Defines [`Feature`]. Each feature has two names: that in files of weights, and that of the reason it
/// belongs to. A reason is a group of features that measure the same thing in several ways.
macro_rules! features {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal $reason:literal,)+) => {
        /// A number that describes a sentence.
        ///
        /// The ranges given are those of the measured value. For the default method it is standardised before
        /// it is multiplied with its weight: see [`crate::Weights`].
        ///
        /// "Words" are UAX #29 words of the parts of the sentence that a bullet keeps. "Terms" are the stems of
        /// words that are not stop words. "Candidates" are the sentences that may become bullets.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Feature { $($(#[$doc])+ $variant,)+ }

        impl Feature {
            /// Every feature, in the order of a row.
            pub const ALL: &[Feature] = &[$(Feature::$variant),+];

            /// The name in files of weights.
            pub fn name(self) -> &'static str {
                match self { $(Feature::$variant => $name),+ }
            }

            /// The name of the reason that the feature belongs to.
            pub fn reason(self) -> &'static str {
                match self { $(Feature::$variant => $reason),+ }
            }
        }
    };
}

features! {
    /// 1/√rank, where rank is the number of the sentence among the candidates of its own document, from 1.
    /// Above 0, at most 1.
    Position = "position" "position",
    /// ln(rank). At least 0.
    LogRank = "log_rank" "position",
    /// The share of the candidates of the document that precede the sentence. At least 0, below 1.
    Depth = "depth" "position",
    /// 1 for the first candidate of the document, else 0.
    First = "first" "position",
    /// 1 for the last candidate of the document, else 0.
    Last = "last" "position",
    /// Minus the index of the sentence in its own document, from 0. At most 0. The method `lead` sorts by it.
    Order = "order" "order",
    /// A pseudo-random number that depends on the seed and the sentence index. At least 0, below 1.
    Random = "random" "random",
    /// The share of the title's terms that the sentence has. Terms of the title that occur nowhere in the text
    /// are not counted. 0 to 1; 0 without a title.
    Title = "title" "title",
    /// The share of the sentence's distinct terms that the title has. 0 to 1.
    TitleShare = "title_share" "title",
    /// The idf of the query's terms that the sentence has, as a share of the idf of all terms of the query that
    /// occur in the text. 0 to 1; 0 without a query.
    Query = "query" "query",
    /// ln(1 + words). At least 0.
    LogWords = "log_words" "length",
    /// [`Feature::LogWords`] less its mean over all candidates, divided by its standard deviation. Any number.
    RelativeLogWords = "relative_log_words" "length",
    /// Words divided by 40, at most 1. 0 to 1.
    WordsTo40 = "words_to_40" "length",
    /// 1 if the sentence has fewer than 6 words, else 0.
    Short = "short" "length",
    /// 1 if the sentence has more than 45 words, else 0.
    Long = "long" "length",
    /// LexRank: the share of time that a random walk among similar sentences spends at the sentence, divided by
    /// the largest. 0 to 1.
    Lexrank = "lexrank" "centrality",
    /// The sum of tf·idf cosines to all other candidates, divided by the largest such sum. 0 to 1.
    Degree = "degree" "centrality",
    /// The sum of tf·idf cosines to the candidates before it in its own document, divided by the largest degree.
    /// 0 to 1.
    Preceding = "preceding" "centrality",
    /// The sum of tf·idf cosines to the candidates after it in its own document, divided by the largest degree.
    /// 0 to 1.
    Following = "following" "centrality",
    /// TextRank: the share of time that a random walk among sentences with common terms spends at the sentence,
    /// divided by the largest. 0 to 1.
    Textrank = "textrank" "textrank",
    /// The sum of ln(1 + frequency) over the words that are terms, divided by 1 + ln(1 + words). Frequency counts
    /// the term in all candidates. At least 0.
    Salience = "salience" "topic",
    /// [`Feature::Salience`] less its mean over all candidates, divided by its standard deviation. Any number.
    RelativeSalience = "relative_salience" "topic",
    /// The sum of ln(frequency) over the distinct terms that no candidate before it has, divided by
    /// 1 + ln(1 + words). High for a sentence that introduces what the text comes back to. At least 0.
    Introduced = "introduced" "topic",
    /// The mean of frequency · idf over the words that are terms, divided by the largest such mean. 0 to 1.
    Tfidf = "tfidf" "tfidf",
    /// Luhn's significance factor: (significant words)² / (all words) of the densest cluster of words that occur
    /// at least twice. At least 0; 0 without a cluster.
    Luhn = "luhn" "luhn",
    /// The sum of frequency · idf over the distinct terms for which that is at least the mean, divided by the
    /// largest such sum. 0 to 1.
    Centroid = "centroid" "centroid",
    /// LSA: the length of the sentence's vector in the space of the document's main topics, divided by the
    /// largest. 0 to 1.
    Lsa = "lsa" "lsa",
    /// The sum of the learned weights of the distinct stems, divided by the square root of their number. A stem's
    /// weight says how much it speaks for a takeaway, as learned from articles with reference bullets. Any number; 0
    /// for languages that the weights have no stems for.
    LearnedWords = "learned_words" "learned_words",
    /// b / (b + 1) − s / (s + 1) for b bonus words ("significant") and s stigma words ("hardly"), as of Edmundson
    /// 1969. Above −1, below 1.
    Cue = "cue" "cue",
    /// c / (c + 1) for c capitalised words, not counting the first word of the sentence: an estimate of how many
    /// names it has. At least 0, below 1.
    Capitals = "capitals" "names",
    /// The share of words that are capitalised, not counting the first word. At least 0, below 1.
    CapitalShare = "capital_share" "names",
    /// [`Feature::CapitalShare`] less its mean over all candidates, divided by its standard deviation. Any number.
    RelativeCapitalShare = "relative_capital_share" "names",
    /// The number of words that start with a digit, divided by 5, at most 1. 0 to 1.
    Numbers = "numbers" "numbers",
    /// The share of words that start with a digit. 0 to 1.
    NumberShare = "number_share" "numbers",
    /// 1 if the sentence contains `%`, `$`, `£`, `¥` or `€`, else 0.
    Money = "money" "numbers",
    /// 1 if the sentence contains one of the quotation marks `"`, `“` and `”`, else 0.
    Quotes = "quotes" "quotation",
    /// 1 if the sentence has a word that reports what someone said ("said", "according"), else 0.
    Reporting = "reporting" "quotation",
    /// 1 if a quotation mark or a bracket has no partner in the sentence, else 0.
    Unbalanced = "unbalanced" "form",
    /// The share of words of the first and second person ("I", "we", "you"). 0 to 1.
    FirstPerson = "first_person" "first_person",
    /// 1 if the sentence starts with a word of the first or second person, else 0.
    OpensFirstPerson = "opens_first_person" "first_person",
    /// 1 if the sentence starts with a pronoun or demonstrative ("he", "this") whose antecedent is likely to be in
    /// another sentence, else 0.
    OpensWithPronoun = "opens_with_pronoun" "opening_word",
    /// 1 if the sentence starts with a connective ("but", "however"), which needs the sentence before, else 0.
    OpensWithConnective = "opens_with_connective" "opening_word",
    /// 1 if the sentence ends with a question mark, else 0.
    Question = "question" "form",
    /// 1 if the sentence ends with a colon, else 0.
    Colon = "colon" "form",
    /// 1 if the sentence ends without a terminator, else 0.
    Unterminated = "unterminated" "form",
    /// Tens of bytes per word: bytes of the whole sentence, spaces and trimmed parts included, divided by words
    /// and by 10, at most 2. 0 to 2.
    WordBytes = "word_bytes" "word_length",
    /// [`Feature::WordBytes`] less its mean over all candidates, divided by its standard deviation. Any number.
    RelativeWordBytes = "relative_word_bytes" "word_length",
    /// The share of words that are terms, which means that they are not stop words. 0 to 1.
    TermShare = "term_share" "term_share",
    /// 1 if a pronoun ("he") stands before any name or noun of the sentence that it could stand for, else 0.
    OpenPronoun = "open_pronoun" "stands_alone",
    /// 1 if the sentence has a demonstrative ("this", "such"), else 0.
    Demonstrative = "demonstrative" "stands_alone",
    /// 1 if the sentence starts with a definite article ("the"), else 0.
    OpensWithDefinite = "opens_with_definite" "opening_word",
    /// 1 if the sentence starts with an indefinite article ("a"), else 0.
    OpensWithIndefinite = "opens_with_indefinite" "opening_word",
    /// 1 if the sentence starts with a word that addresses the reader or fills a pause ("well", "now"), else 0.
    OpensWithFiller = "opens_with_filler" "opening_word",
    /// 1 if the sentence starts with a word that opens a clause or phrase before the main one ("when", "in"), else
    /// 0.
    OpensWithClause = "opens_with_clause" "opening_word",
    /// 1 if the sentence starts with a quotation mark, else 0.
    OpensWithQuote = "opens_with_quote" "quotation",
    /// 1 if one of the second to the fourth word is capitalised, else 0.
    EarlyName = "early_name" "names",
    /// 1 if the sentence has a word that says that something was done, decided or found ("won", "ruled"), else 0.
    Outcome = "outcome" "outcome",
    /// 1 if the sentence has a word for what must be done or for what matters ("must", "essential"), else 0.
    Obligation = "obligation" "outcome",
    /// 1 if the sentence speaks of the text itself ("figure", "section", "discuss"), else 0.
    OfText = "of_text" "of_text",
    /// 1 if the sentence has one of the finite verbs that most whole sentences have ("is", "has", "will"), else 0.
    Auxiliary = "auxiliary" "form",
    /// 1 if the sentence is the first of its paragraph, else 0. 0 in texts of one paragraph.
    StartsParagraph = "starts_paragraph" "position",
    /// 1 if the sentence before ends with a colon, else 0.
    AfterColon = "after_colon" "form",
}

impl Feature {
    /// The features whose weights in the default method are fitted. The others belong to methods of the
    /// literature, or have a fixed weight, as [`Feature::Query`] has. Of [`Feature::LearnedWords`] the weights of
    /// the stems are fitted instead.
    #[cfg(feature = "fit")]
    pub fn fitted() -> impl Iterator<Item = Feature> {
        const NOT_FITTED: &[Feature] = &[
            Feature::Order,
            Feature::Random,
            Feature::Query,
            Feature::Lexrank,
            Feature::Preceding,
            Feature::Following,
            Feature::Textrank,
            Feature::Tfidf,
            Feature::Luhn,
            Feature::Centroid,
            Feature::Lsa,
            Feature::Cue,
            Feature::LearnedWords,
        ];
        let is_fitted = |feature: &Feature| !NOT_FITTED.contains(feature);
        Feature::ALL.iter().copied().filter(is_fitted)
    }
}
