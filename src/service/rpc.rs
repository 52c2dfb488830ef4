//! The table of RPCs that metrics, logs, API key rights and admission refer to.
//!
//! gRPC calls an RPC a "method". Here it is always an RPC, because in gleaner a *method* is a way to
//! score sentences.

/// One RPC. Metrics and logs take their labels only from [`RPCS`], so that a client cannot create
/// new label values: every unknown path counts as the last row.
#[derive(Debug)]
pub(super) struct Rpc {
    /// Full name of the gRPC service.
    pub(super) service: &'static str,
    pub(super) name: &'static str,
    /// The `grpc_type` label of metrics: which of the two sides sends a stream of messages.
    pub(super) kind: &'static str,
    /// The right that an API key must have; empty for RPCs that need no key.
    pub(super) right: &'static str,
    pub(super) admits: Admits,
}

impl Rpc {
    /// Whether the call has one request message and one response message.
    pub(super) fn is_unary(&self) -> bool {
        self.kind == "unary"
    }
}

/// What a call occupies, and therefore which permit it must acquire before its request is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admits {
    /// No permit.
    Nothing,
    /// One document.
    Document,
    /// A stream of documents.
    Stream,
    /// A stream without documents, open for as long as the client likes.
    Watch,
}

const SUMMARIZER: &str = "gleaner.v1.SummarizerService";
const INFO: &str = "gleaner.v1.InfoService";
const HEALTH: &str = "grpc.health.v1.Health";

/// All known RPCs. The last row is the catch-all for unknown paths.
#[rustfmt::skip]
pub(super) static RPCS: [Rpc; 11] = [
    Rpc { service: SUMMARIZER, name: "Summarize", kind: "unary", right: "summarize", admits: Admits::Document },
    Rpc { service: SUMMARIZER, name: "BatchSummarize", kind: "unary", right: "batch", admits: Admits::Document },
    Rpc { service: SUMMARIZER, name: "StreamSummarize", kind: "bidi_stream", right: "stream", admits: Admits::Stream },
    Rpc { service: SUMMARIZER, name: "UploadDocument", kind: "client_stream", right: "upload", admits: Admits::Document },
    Rpc { service: INFO, name: "GetServerInfo", kind: "unary", right: "info", admits: Admits::Nothing },
    Rpc { service: HEALTH, name: "Check", kind: "unary", right: "", admits: Admits::Nothing },
    Rpc { service: HEALTH, name: "List", kind: "unary", right: "", admits: Admits::Nothing },
    Rpc { service: HEALTH, name: "Watch", kind: "server_stream", right: "", admits: Admits::Watch },
    Rpc { service: "grpc.reflection.v1.ServerReflection", name: "ServerReflectionInfo", kind: "bidi_stream", right: "info", admits: Admits::Watch },
    Rpc { service: "grpc.reflection.v1alpha.ServerReflection", name: "ServerReflectionInfo", kind: "bidi_stream", right: "info", admits: Admits::Watch },
    Rpc { service: "unknown", name: "unknown", kind: "unary", right: "info", admits: Admits::Nothing },
];

/// The rights that an API key can have.
pub(super) const RIGHTS: [&str; 5] = ["summarize", "batch", "stream", "upload", "info"];

/// The index in [`RPCS`] of the RPC at `path`, which has the form "/SERVICE/NAME".
pub(super) fn index_of(path: &str) -> usize {
    let matches = |rpc: &Rpc| {
        path.strip_prefix('/')
            .and_then(|path| path.strip_prefix(rpc.service))
            .and_then(|path| path.strip_prefix('/'))
            == Some(rpc.name)
    };
    RPCS.iter().position(matches).unwrap_or(RPCS.len() - 1)
}
