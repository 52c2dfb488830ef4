//! The service as a process: what it ends with, and what signals and closed pipes do to it.

use std::process::{Command, Output, Stdio};

/// `gleaner serve` with the defaults on ports of its own, and what is `given`.
fn serve(given: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gleaner"));
    command
        .arg("serve")
        .args(given)
        .env("GLEANER_LISTEN", "127.0.0.1:0")
        .env("GLEANER_ADMIN_LISTEN", "off")
        .stdin(Stdio::null());
    command
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Certificates, keys and weights are settings: what is wrong with them is a wrong call. That the
/// system refuses a port is not.
#[test]
fn a_bad_start_tells_whose_fault_it_is() {
    let check = |given: &[&str], code: i32, matter: &str| {
        let output = serve(given).output().unwrap();
        let errors = errors(&output);
        assert_eq!(output.status.code(), Some(code), "{given:?}: {errors}");
        assert!(errors.contains(matter), "{given:?}: {errors}");
        assert_eq!(errors.lines().count(), 1, "{given:?}: {errors}");
    };
    check(&["--workers=x"], 2, "--workers: 'x'");
    let pair = ["--tls-cert=/nowhere", "--tls-key=/nowhere"];
    check(&pair, 2, "--tls-cert: /nowhere");
    check(&["--api-keys=/nowhere"], 2, "--api-keys: /nowhere");
    check(&["--weights=a=/nowhere"], 2, "--weights: /nowhere");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = format!("--admin-listen={}", taken.local_addr().unwrap());
    check(&[&port], 1, "--admin-listen: cannot listen on");
}

/// A reader that has gone has seen enough; a disk that is full is told of.
#[test]
fn printing_survives_its_reader() {
    let closed = || std::io::pipe().unwrap().1;
    for given in ["--print-config", "--check-config", "--new-api-key=billing"] {
        let output = serve(&[given]).stdout(closed()).output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{given}: {}",
            errors(&output)
        );
        assert_eq!(errors(&output), "", "{given}");
    }
    if let Ok(full) = std::fs::File::options().write(true).open("/dev/full") {
        let output = serve(&["--print-config"]).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(errors(&output).contains("cannot write"), "{output:?}");
    }
    let output = serve(&["--workers=x"]).stderr(closed()).output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(2),
        "nobody hears, and nobody panics"
    );
}
