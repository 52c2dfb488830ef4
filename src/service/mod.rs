//! The gRPC service: `gleaner serve`.
//!
//! The path of a call: `accept` takes the connection, which stays open as long as its `lifetime`
//! allows. Each call passes the `layers` and reaches its `handler`. Each document becomes a `task`,
//! which waits in the `pool` for a worker thread. `convert` translates between wire types and engine
//! types. `admission` limits what the server holds at a time, and `drain` has the phases of a
//! shutdown. `server` is what all of these share; `start` puts it together.

mod accept;
mod admin;
mod admission;
mod auth;
mod batch;
pub mod bench;
mod body;
mod call;
mod call_guard;
mod config;
mod convert;
mod deadline;
mod drain;
mod handler;
mod health;
mod layers;
mod lifetime;
mod listen;
mod methods;
mod peer;
mod pool;
pub mod proto;
mod random;
mod reload;
mod rpc;
mod run;
mod server;
mod start;
mod status;
mod stream;
mod systemd;
mod task;
mod telemetry;
mod tls;
mod web;

pub use config::{Address, Bytes, LogFormat, NamedFile, Secret, ServeArgs, Settings};
pub use pool::{Engine, EngineFactory, engine_factory};
pub use run::{log_to_stderr, run};
pub use start::{Running, start};
pub use telemetry::log::LogGuard;
