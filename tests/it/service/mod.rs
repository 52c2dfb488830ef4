//! The service over real sockets: calls, limits, and each of the ways in which servers fail under
//! stress. Servers run in the test's own process, on loopback, with an engine that the test may
//! replace by one that sleeps, panics or answers at once.

mod calls;
mod connections;
mod frames;
mod harness;
mod limits;
mod process;
mod raw;
mod security;
mod settings;
mod watching;
