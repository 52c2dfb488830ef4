//! Generates the gRPC code from `proto/` into `OUT_DIR`. Needs no `protoc`: protox parses the files.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    #[cfg(feature = "service")]
    generate()?;
    Ok(())
}

#[cfg(feature = "service")]
fn generate() -> Result<(), Box<dyn std::error::Error>> {
    use protox::prost::Message;
    // tonic-prost-build has an option that prints this line, but `compile_fds` ignores it.
    println!("cargo:rerun-if-changed=proto");
    let files = [
        "gleaner/v1/info_service.proto",
        "gleaner/v1/summarizer_service.proto",
        "grpc/health/v1/health.proto",
        "opentelemetry/proto/collector/trace/v1/trace_service.proto",
    ];
    let descriptors = protox::compile(files, ["proto"])?;
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?);
    // The reflection service serves these descriptors, including those of imported files.
    std::fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    tonic_prost_build::configure()
        .extern_path(".google.rpc", "::tonic_types::pb")
        .compile_fds(descriptors)?;
    Ok(())
}
