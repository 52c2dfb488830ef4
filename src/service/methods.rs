//! The methods on offer: the engine's own, and what weights of the operator's make of the default.

use super::config::{Fault, NamedFile};
use super::proto::MethodInfo;
use super::status::quote;
use gleaner_engine::Weights;
use gleaner_engine::weights_id;
use gleaner_engine::{Method, Options};
use std::sync::Arc;

/// As many as an error can list; a house has a handful.
const WEIGHTS_MAX: usize = 32;
/// Long enough for a name and a version.
const NAME_BYTES_MAX: usize = 32;

/// What [`SummaryOptions.method`](super::proto::SummaryOptions) may name.
#[derive(Default)]
pub(super) struct Methods {
    loaded: Vec<Loaded>,
}

/// The default method with other weights.
struct Loaded {
    name: String,
    blend: Arc<Weights>,
}

/// Whether weights can be offered under these names.
///
/// # Errors
///
/// What is wrong with the first name that cannot be used.
pub(super) fn check_names(weights: &[NamedFile]) -> Result<(), String> {
    if weights.len() > WEIGHTS_MAX {
        return Err(format!("must be at most {WEIGHTS_MAX} files"));
    }
    for (index, NamedFile { name, .. }) in weights.iter().enumerate() {
        let is_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let shown = quote(name, NAME_BYTES_MAX);
        if name.len() > NAME_BYTES_MAX || !name.bytes().all(is_id) {
            return Err(format!(
                "{shown} is no name for a method; take up to {NAME_BYTES_MAX} of a-z, 0-9 and '-'"
            ));
        }
        if name.parse::<Method>().is_ok() {
            return Err(format!("{shown} is a method already; take another name"));
        }
        if weights[..index].iter().any(|earlier| earlier.name == *name) {
            return Err(format!("{shown} is given twice; take another name"));
        }
    }
    Ok(())
}

impl Methods {
    /// Reads the files of weights; those that cannot be used are added to `faults`.
    pub(super) fn read(weights: &[NamedFile], faults: &mut Vec<Fault>) -> Methods {
        let mut loaded = Vec::with_capacity(weights.len());
        for NamedFile { name, path } in weights {
            match crate::args::read_weights(path) {
                Ok(blend) => loaded.push(Loaded {
                    name: name.clone(),
                    blend,
                }),
                Err(error) => faults.push(Fault::of_file("weights", path, &error)),
            }
        }
        Methods { loaded }
    }

    /// Makes `options` those of the method `id`; empty for the default.
    ///
    /// # Errors
    ///
    /// That there is no such method, and which there are.
    pub(super) fn choose(&self, id: &str, options: &mut Options) -> Result<(), String> {
        if id.is_empty() {
            return Ok(());
        }
        if let Ok(method) = id.parse() {
            options.method = method;
        } else if let Some(loaded) = self.loaded.iter().find(|loaded| loaded.name == id) {
            options.method = Method::Gleaner;
            options.weights = Some(Arc::clone(&loaded.blend));
        } else {
            return Err(self.unknown(id));
        }
        Ok(())
    }

    /// That there is no method `id`, and which there are.
    pub(super) fn unknown(&self, id: &str) -> String {
        let known: Vec<&str> = self.ids().collect();
        let (id, known) = (quote(id, 64), known.join(", "));
        format!("unknown method {id}; known: {known}")
    }

    /// Every method, as GetServerInfo lists them.
    pub(super) fn listed(&self) -> Vec<MethodInfo> {
        let own = Method::ALL.iter().map(|&method| MethodInfo {
            id: method.name().into(),
            description: method.about().into(),
            weights_id: weights_id(method, Weights::shipped()),
        });
        let loaded = self.loaded.iter().map(|loaded| MethodInfo {
            id: loaded.name.clone(),
            description: "the default method with weights of this server's own".into(),
            weights_id: weights_id(Method::Gleaner, &loaded.blend),
        });
        own.chain(loaded).collect()
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        let own = Method::ALL.iter().map(|method| method.name());
        own.chain(self.loaded.iter().map(|loaded| loaded.name.as_str()))
    }
}
