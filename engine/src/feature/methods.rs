//! The methods of the literature that score each sentence by itself. Each is a weight for one feature or for
//! a few. The paper of each measure, and our departures from it, are named in the file of the measure; where
//! a method is a sum of features, they are named here.

use crate::options::Method;
use crate::weights::{Feature, LinearWeights};

/// The weights of `method`. `None` for the default method, whose weights differ from document to document,
/// and for methods whose scores depend on what was already chosen (see select/).
pub(super) fn weights(method: Method) -> Option<LinearWeights> {
    let listed: &[(Feature, f32)] = match method {
        Method::Gleaner | Method::Sumbasic | Method::Kl | Method::Coverage => return None,
        Method::Lead => &[(Feature::Order, 1.0)],
        Method::Random => &[(Feature::Random, 1.0)],
        Method::Luhn => &[(Feature::Luhn, 1.0)],
        // Edmundson 1969, "New methods in automatic extracting". His best combination is cue + title +
        // location with equal weights; key words made it worse, so they are left out. Departures: location
        // is only the position in the document, because paragraphs differ from format to format; headings
        // other than the title are not used as titles; our stop words are his null words.
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
        // PacSum (see degree.rs). The paper tunes the ratio of λ₁ (preceding) to λ₂ (following) on each
        // corpus; here it is fixed.
        Method::Pacsum => &[(Feature::Following, 1.0), (Feature::Preceding, -0.5)],
    };
    Some(LinearWeights::of(listed.iter().copied()))
}
