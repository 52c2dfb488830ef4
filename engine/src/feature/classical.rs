//! The methods of the literature that score sentences one by one: each a weight for one feature or
//! a few. Papers and departures of each measure stand in its own file; those of the sums, here.

use crate::options::Method;
use crate::weights::{Feature, LinearWeights};

/// The weights of `method`; `None` for the default blend, which is learned, and for methods whose
/// scores depend on what is chosen already (see select/).
pub(super) fn weights(method: Method) -> Option<LinearWeights> {
    let listed: &[(Feature, f32)] = match method {
        Method::Gleaner | Method::Sumbasic | Method::Kl | Method::Coverage => return None,
        Method::Lead => &[(Feature::Order, 1.0)],
        Method::Random => &[(Feature::Random, 1.0)],
        Method::Luhn => &[(Feature::Luhn, 1.0)],
        // Edmundson 1969, "New methods in automatic extracting", whose best mix is cue + title +
        // location, all alike; key words made it worse there and stay out. Departures: location is
        // the place in the document alone, since paragraphs differ from format to format; headings
        // other than the title do not count as titles; his null words are our stop words.
        Method::Edmundson => &[
            (Feature::Cue, 1.0),
            (Feature::Title, 1.0),
            (Feature::Position, 1.0),
        ],
        Method::Textrank => &[(Feature::Textrank, 1.0)],
        Method::Lexrank => &[(Feature::Lexrank, 1.0)],
        Method::Lsa => &[(Feature::Lsa, 1.0)],
        Method::Tfidf => &[(Feature::Tfidf, 1.0)],
        Method::Centroid => &[(Feature::Centroid, 1.0)],
        Method::Degree => &[(Feature::Degree, 1.0)],
        // The paper's λ₁ (preceding) and λ₂ (following), whose ratio it tunes on each corpus.
        Method::Pacsum => &[(Feature::Following, 1.0), (Feature::Preceding, -0.5)],
    };
    Some(LinearWeights::of(listed.iter().copied()))
}
