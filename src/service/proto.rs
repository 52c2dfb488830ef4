//! The generated wire types of `proto/`, with their gRPC clients and servers.
#![allow(clippy::large_enum_variant, reason = "generated")]

tonic::include_proto!("gleaner.v1");
pub use prost_types::Duration;

/// The gRPC health checking protocol.
pub mod health {
    #![allow(missing_docs, reason = "generated")]
    tonic::include_proto!("grpc.health.v1");
}

/// OTLP, the protocol of OpenTelemetry collectors.
pub mod otlp {
    #![allow(missing_docs, reason = "generated")]
    tonic::include_proto!("opentelemetry.proto.collector.trace.v1");
}

/// All of these files and their imports, as an encoded `google.protobuf.FileDescriptorSet`.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
