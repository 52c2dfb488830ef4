//! The features: measures of a sentence, by name.

/// The features: each with its name in files of weights, and what reasons call it, where several
/// measures of one thing go by one name.
macro_rules! features {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal $reason:literal,)+) => {
        /// A measure of sentences.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Feature { $($(#[$doc])+ $variant,)+ }

        impl Feature {
            /// Every feature, in the order of a row.
            pub const ALL: &[Feature] = &[$(Feature::$variant),+];
            /// The name that files of weights have.
            pub fn name(self) -> &'static str {
                match self { $(Feature::$variant => $name),+ }
            }

            /// The name that reasons show: what is measured, however often.
            pub fn reason(self) -> &'static str {
                match self { $(Feature::$variant => $reason),+ }
            }
        }
    };
}

features! {
    /// 1/√rank among the document's candidates: the news habit of saying it first.
    Position = "position" "position",
    /// ln rank.
    LogRank = "log_rank" "position",
    /// Share of the candidates that stand before.
    Depth = "depth" "position",
    /// The first candidate.
    First = "first" "position",
    /// The last.
    Last = "last" "position",
    /// Minus the sentence's index: orders as the document does.
    Order = "order" "order",
    /// A number drawn by seed and sentence index.
    Random = "random" "random",
    /// Share of the title's terms that the sentence has.
    Title = "title" "title",
    /// Share of the sentence's terms that the title has.
    TitleShare = "title_share" "title",
    /// Share of the query's terms that the sentence has, by idf.
    Query = "query" "query",
    /// ln(1 + words).
    LogWords = "log_words" "length",
    /// The same against the mean and spread of the document.
    RelativeLogWords = "relative_log_words" "length",
    /// Words, up to 40.
    WordsTo40 = "words_to_40" "length",
    /// Below six words.
    Short = "short" "length",
    /// Above 45 words.
    Long = "long" "length",
    /// Centrality among similar sentences.
    Lexrank = "lexrank" "centrality",
    /// Sum of similarities to all other sentences.
    Degree = "degree" "centrality",
    /// The part of the degree that goes to sentences before it.
    Preceding = "preceding" "centrality",
    /// The part of the degree that goes to sentences after it.
    Following = "following" "centrality",
    /// Centrality among sentences that share terms.
    Textrank = "textrank" "textrank",
    /// Sum of the log frequencies of its terms, long sentences held back.
    Salience = "salience" "topic",
    /// The same against the mean and spread of the document.
    RelativeSalience = "relative_salience" "topic",
    /// What it brings up for the first time and the document comes back to.
    Introduced = "introduced" "topic",
    /// Mean tf·idf of its terms.
    Tfidf = "tfidf" "tfidf",
    /// Densest cluster of frequent terms.
    Luhn = "luhn" "luhn",
    /// Sum of the weights of terms that stand out in the whole.
    Centroid = "centroid" "centroid",
    /// Strength in the document's main topics.
    Lsa = "lsa" "lsa",
    /// Words that takeaways were made of in the articles learned from.
    LearnedWords = "learned_words" "learned_words",
    /// Bonus words less stigma words (Edmundson 1969).
    Cue = "cue" "cue",
    /// Names it seems to hold.
    Capitals = "capitals" "names",
    /// Share of words that are capitalised.
    CapitalShare = "capital_share" "names",
    /// The same against the mean and spread of the document.
    RelativeCapitalShare = "relative_capital_share" "names",
    /// Numbers, up to five.
    Numbers = "numbers" "numbers",
    /// Share of words that are numbers.
    NumberShare = "number_share" "numbers",
    /// A currency sign or "%".
    Money = "money" "numbers",
    /// A quotation mark.
    Quotes = "quotes" "quotation",
    /// Someone else's words.
    Reporting = "reporting" "quotation",
    /// Quotation marks or brackets without their partner.
    Unbalanced = "unbalanced" "form",
    /// Words of the one who speaks: "I", "we", "you".
    FirstPerson = "first_person" "first_person",
    /// Opens with such a word.
    OpensFirstPerson = "opens_first_person" "first_person",
    /// Opens with a word that points back to what is not there.
    OpensWithPronoun = "opens_with_pronoun" "opening_word",
    /// Opens with a word that hangs on the sentence before.
    OpensWithConnective = "opens_with_connective" "opening_word",
    /// A question.
    Question = "question" "form",
    /// Ends with a colon.
    Colon = "colon" "form",
    /// Has no terminator.
    Unterminated = "unterminated" "form",
    /// Mean bytes of a word.
    WordBytes = "word_bytes" "word_length",
    /// The same against the mean and spread of the document.
    RelativeWordBytes = "relative_word_bytes" "word_length",
    /// Share of words that carry a topic.
    TermShare = "term_share" "term_share",
}

impl Feature {
    /// The features that the default blend is fitted with. Those left out belong to a method of the
    /// literature, or are given: what stems add to [`Feature::LearnedWords`] is fitted stem by stem.
    #[cfg(feature = "fit")]
    pub fn learned() -> impl Iterator<Item = Feature> {
        const GIVEN: &[Feature] = &[
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
        let learned = |feature: &Feature| !GIVEN.contains(feature);
        Feature::ALL.iter().copied().filter(learned)
    }
}
