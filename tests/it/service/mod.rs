//! Tests of the gRPC service over real sockets: calls, limits, connections, security, and the ways
//! in which servers fail under load. Most servers run in the test's own process, on loopback, some
//! of them with engines that the test holds, blocks or makes panic. Those in `process` are processes
//! of their own.

mod calls;
mod connections;
mod frames;
mod harness;
mod limits;
mod process;
mod raw;
mod security;
mod settings;
mod telemetry;
