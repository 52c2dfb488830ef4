//! The methods that clients can ask for: the engine's own, and one for each file of weights that the
//! operator added.

use super::config::{NamedFile, SettingError};
use super::proto::MethodInfo;
use super::status::quote;
use gleaner_engine::Weights;
use gleaner_engine::weights_id;
use gleaner_engine::{Method, Options};
use std::sync::Arc;

/// What [`SummaryOptions.method`](super::proto::SummaryOptions) may name.
#[derive(Default)]
pub(super) struct Methods {
    custom: Vec<CustomMethod>,
}

/// The default method with weights of the operator's.
struct CustomMethod {
    name: String,
    weights: Arc<Weights>,
}

impl Methods {
    /// Reads the files of weights. Those that cannot be used are left out and added to `errors`.
    pub(super) fn read(weights: &[NamedFile], errors: &mut Vec<SettingError>) -> Methods {
        let mut custom = Vec::with_capacity(weights.len());
        for NamedFile { name, path } in weights {
            match crate::args::read_weights(path) {
                Ok(weights) => custom.push(CustomMethod {
                    name: name.clone(),
                    weights,
                }),
                Err(error) => errors.push(SettingError::for_file("weights", path, &error)),
            }
        }
        Methods { custom }
    }

    /// Sets the method `id` in `options`. An empty `id` leaves the default.
    ///
    /// # Errors
    ///
    /// A message that names the known methods, if `id` is not one of them.
    pub(super) fn select(&self, id: &str, options: &mut Options) -> Result<(), String> {
        if id.is_empty() {
            return Ok(());
        }
        if let Ok(method) = id.parse() {
            options.method = method;
        } else if let Some(custom) = self.custom.iter().find(|custom| custom.name == id) {
            options.method = Method::Gleaner;
            options.weights = Some(Arc::clone(&custom.weights));
        } else {
            return Err(self.unknown(id));
        }
        Ok(())
    }

    /// The message that there is no method `id`, with the known ones.
    pub(super) fn unknown(&self, id: &str) -> String {
        let built_in = Method::ALL.iter().map(|method| method.name());
        let custom = self.custom.iter().map(|custom| custom.name.as_str());
        let known: Vec<&str> = built_in.chain(custom).collect();
        let (id, known) = (quote(id, 64), known.join(", "));
        format!("unknown method {id}; known: {known}")
    }

    /// Every method, as GetServerInfo lists them.
    pub(super) fn infos(&self) -> Vec<MethodInfo> {
        let built_in = Method::ALL.iter().map(|&method| MethodInfo {
            id: method.name().into(),
            description: method.about().into(),
            weights_id: weights_id(method, Weights::shipped()),
        });
        let custom = self.custom.iter().map(|custom| MethodInfo {
            id: custom.name.clone(),
            description: "the default method with weights that the operator added".into(),
            weights_id: weights_id(Method::Gleaner, &custom.weights),
        });
        built_in.chain(custom).collect()
    }
}
