//! The classes that words belong to.

/// A set of classes of words. Features and trimming look at the classes of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WordClass(u32);

impl WordClass {
    /// No class.
    pub(crate) const NONE: WordClass = WordClass(0);

    // The words of a sentence are counted for each of these classes. Each has a field of four bits, so
    // that the sum of up to 15 sets has the counts side by side.
    /// The speaker and the audience: "I", "we", "our", "you".
    pub(crate) const FIRST_PERSON: WordClass = WordClass(1);
    /// Someone else's words: "said", "told", "according".
    pub(crate) const REPORTING: WordClass = WordClass(1 << 4);
    /// Edmundson's bonus words: "significant", "concluded", "record".
    pub(crate) const BONUS: WordClass = WordClass(1 << 8);
    /// Edmundson's stigma words: "hardly", "perhaps", "example".
    pub(crate) const STIGMA: WordClass = WordClass(1 << 12);
    /// One of the trigger words of boilerplate: "newsletter", "pictured". A sentence of more than a few
    /// words without any of them is not compared with the phrases of boilerplate.
    pub(crate) const TRIGGER: WordClass = WordClass(1 << 16);
    /// Starts with an ASCII digit where it stands in a text.
    pub(crate) const NUMBER: WordClass = WordClass(1 << 20);
    /// Starts with an ASCII capital where it stands in a text.
    pub(crate) const CAPITALISED: WordClass = WordClass(1 << 24);

    // These classes are not counted. Each has a bit that the fields of counted classes leave free, or one
    // of the last field.
    /// Points at something said before wherever it stands: "this", "those", "such".
    pub(crate) const DEMONSTRATIVE: WordClass = WordClass(1 << 1);
    /// A definite article: "the".
    pub(crate) const DEFINITE: WordClass = WordClass(1 << 2);
    /// An indefinite article: "a", "an".
    pub(crate) const INDEFINITE: WordClass = WordClass(1 << 3);
    /// Stands for a person or thing that must have been named: "he", "they", "her".
    pub(crate) const PRONOUN: WordClass = WordClass(1 << 5);
    /// Addresses the reader or fills a pause when it opens a sentence: "well", "now", "thanks".
    pub(crate) const FILLER: WordClass = WordClass(1 << 6);
    /// Opens a clause or a phrase that comes before the main one: "when", "although", "in".
    pub(crate) const OPENS_CLAUSE: WordClass = WordClass(1 << 7);
    /// Says that something was done, decided or found: "won", "ruled", "found".
    pub(crate) const OUTCOME: WordClass = WordClass(1 << 9);
    /// Speaks of the text itself: "section", "figure", "discuss".
    pub(crate) const OF_TEXT: WordClass = WordClass(1 << 10);
    /// Says that something must or should be done, or matters: "must", "essential".
    pub(crate) const OBLIGATION: WordClass = WordClass(1 << 11);
    /// A finite verb that most whole sentences have one of: "is", "has", "will".
    pub(crate) const AUXILIARY: WordClass = WordClass(1 << 13);
    /// All classes that are counted: the lowest bit of each of their fields.
    pub(crate) const COUNTED: WordClass = WordClass(0x0111_1111);
    /// Stop words, which are too frequent to carry a topic.
    pub(crate) const STOP: WordClass = WordClass(1 << 28);
    /// Refers back when it opens a sentence: "he", "this", "they".
    pub(crate) const ANAPHORIC: WordClass = WordClass(1 << 29);
    /// Connects a sentence to the one before when it opens it: "but", "however", "instead".
    pub(crate) const CONNECTIVE: WordClass = WordClass(1 << 30);
    /// Numbers written as words, and words that stand beside figures: "million", "percent".
    pub(crate) const QUANTITY: WordClass = WordClass(1 << 31);

    /// The number of fields in [`WordClass::bits`]: one for each class that is counted, and one for
    /// all others.
    pub(crate) const FIELDS: usize = 8;
    /// The width of a field.
    pub(crate) const FIELD_BITS: u32 = 4;

    /// The classes of a word that depend on its first byte.
    #[inline(always)]
    pub(crate) const fn of_first_byte(byte: u8) -> WordClass {
        let number = byte.is_ascii_digit() as u32 * WordClass::NUMBER.0;
        let capital = byte.is_ascii_uppercase() as u32 * WordClass::CAPITALISED.0;
        WordClass(number | capital)
    }

    /// The set as a number.
    #[inline(always)]
    pub(crate) const fn bits(self) -> u32 {
        self.0
    }

    /// The set that [`WordClass::bits`] made this number of.
    #[inline(always)]
    pub(crate) const fn of_bits(bits: u32) -> WordClass {
        WordClass(bits)
    }

    /// The index of the field of this class, which must be a single class that is counted.
    #[inline]
    pub(crate) const fn field(self) -> usize {
        (self.0.trailing_zeros() / WordClass::FIELD_BITS) as usize
    }

    /// Whether the sets have any class in common.
    #[inline]
    pub(crate) const fn has(self, other: WordClass) -> bool {
        self.0 & other.0 != 0
    }

    /// The union of both sets.
    #[inline]
    pub(crate) const fn with(self, other: WordClass) -> WordClass {
        WordClass(self.0 | other.0)
    }
}
