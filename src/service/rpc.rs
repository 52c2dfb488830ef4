//! The remote procedures as metrics, logs and rights name them. (A *method* is a way to summarize,
//! here as everywhere else.)

/// One remote procedure. The set is closed, so that callers cannot grow it: whatever has no row
/// counts as the last one.
#[derive(Debug)]
pub(super) struct Rpc {
    pub(super) service: &'static str,
    pub(super) name: &'static str,
    /// As metrics name it: which side sends one message, and which many.
    pub(super) kind: &'static str,
    /// What an API key must allow; empty for calls that need no key.
    pub(super) right: &'static str,
    pub(super) takes: Takes,
}

impl Rpc {
    /// Whether the call is one message and one answer.
    pub(super) fn is_unary(&self) -> bool {
        self.kind == "unary"
    }
}

/// What room on the server a call needs before it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    Nothing,
    Document,
    Stream,
    /// Open for as long as the caller likes, without documents.
    Watch,
}

const SUMMARIZER: &str = "gleaner.v1.SummarizerService";
const INFO: &str = "gleaner.v1.InfoService";
const HEALTH: &str = "grpc.health.v1.Health";

/// All of them; the last one stands for those that there are not.
#[rustfmt::skip]
pub(super) static RPCS: [Rpc; 11] = [
    Rpc { service: SUMMARIZER, name: "Summarize", kind: "unary", right: "summarize", takes: Takes::Document },
    Rpc { service: SUMMARIZER, name: "BatchSummarize", kind: "unary", right: "batch", takes: Takes::Document },
    Rpc { service: SUMMARIZER, name: "StreamSummarize", kind: "bidi_stream", right: "stream", takes: Takes::Stream },
    Rpc { service: SUMMARIZER, name: "UploadDocument", kind: "client_stream", right: "upload", takes: Takes::Document },
    Rpc { service: INFO, name: "GetServerInfo", kind: "unary", right: "info", takes: Takes::Nothing },
    Rpc { service: HEALTH, name: "Check", kind: "unary", right: "", takes: Takes::Nothing },
    Rpc { service: HEALTH, name: "List", kind: "unary", right: "", takes: Takes::Nothing },
    Rpc { service: HEALTH, name: "Watch", kind: "server_stream", right: "", takes: Takes::Watch },
    Rpc { service: "grpc.reflection.v1.ServerReflection", name: "ServerReflectionInfo", kind: "bidi_stream", right: "info", takes: Takes::Watch },
    Rpc { service: "grpc.reflection.v1alpha.ServerReflection", name: "ServerReflectionInfo", kind: "bidi_stream", right: "info", takes: Takes::Watch },
    Rpc { service: "unknown", name: "unknown", kind: "unary", right: "info", takes: Takes::Nothing },
];

/// Rights that an API key can be given.
pub(super) const RIGHTS: [&str; 5] = ["summarize", "batch", "stream", "upload", "info"];

/// The row of a request's path, as an index into [`RPCS`].
pub(super) fn index_of(path: &str) -> usize {
    let matches = |rpc: &Rpc| {
        path.strip_prefix('/')
            .and_then(|path| path.strip_prefix(rpc.service))
            .and_then(|path| path.strip_prefix('/'))
            == Some(rpc.name)
    };
    RPCS.iter().position(matches).unwrap_or(RPCS.len() - 1)
}
