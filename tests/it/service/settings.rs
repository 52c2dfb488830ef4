//! Settings: where they come from, what is wrong with them, and the methods that an operator adds.

use super::harness::{ARTICLE, client, info_client, reason, request_with, server};
use gleaner::service::proto::{GetServerInfoRequest, SummaryOptions};
use gleaner::{Options, Weights, summarize};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use tonic::Code;

/// Whether a server would start with these flags, variables and file, or what it says.
fn check_config(
    flags: &[&str],
    variables: &[(&str, &str)],
    file: Option<&str>,
    folder: &Path,
) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gleaner"));
    command
        .arg("serve")
        .arg("--check-config")
        .args(flags)
        .envs(variables.iter().copied());
    if let Some(text) = file {
        let path = folder.join("gleaner.toml");
        std::fs::write(&path, text).unwrap();
        command.arg("--config").arg(path);
    }
    let output = command.output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        output.status.code(),
        Some(if errors.is_empty() { 0 } else { 2 }),
        "{errors}"
    );
    errors
}

#[test]
fn settings_are_checked_and_errors_name_their_source() {
    let folder = tempfile::tempdir().unwrap();
    let check =
        |flags: &[&str], variables: &[(&str, &str)], file: Option<&str>, expected: &[&str]| {
            let errors = check_config(flags, variables, file, folder.path());
            assert_eq!(errors.lines().count(), expected.len(), "{errors}");
            for part in expected {
                assert!(errors.contains(part), "{errors:?} has no {part:?}");
            }
        };
    check(&[], &[], None, &[]);
    check(
        &["--deadline", "5"],
        &[],
        None,
        &["--deadline: '5' is not a duration"],
    );
    check(
        &[],
        &[("GLEANER_DOCUMENTS", "many")],
        None,
        &["GLEANER_DOCUMENTS: 'many'"],
    );
    check(&[], &[], Some("workers = -1"), &["gleaner.toml: '-1'"]);
    check(&[], &[], Some("wrokers = 1"), &["no such setting"]);
    check(&[], &[], Some("not toml"), &["is not TOML"]);
    check(
        &["--listen", "0.0.0.0:50051"],
        &[],
        None,
        &["--listen: 0.0.0.0:50051 is a public address without TLS"],
    );
    check(&["--listen", "0.0.0.0:50051", "--insecure"], &[], None, &[]);
    check(&["--tls-cert", "/nowhere"], &[], None, &["--tls-cert"]);
    check(
        &["--tls-cert", "/nowhere", "--tls-key", "/nowhere"],
        &[],
        None,
        &["--tls-cert: /nowhere"],
    );
    // Files are looked at too, and all that is wrong is told at once.
    check(
        &["--api-keys", "/nowhere"],
        &[("GLEANER_OTLP_ENDPOINT", "not a url")],
        Some("weights = [\"news=/nowhere\"]"),
        &[
            "--api-keys: /nowhere",
            "GLEANER_OTLP_ENDPOINT: 'not a url'",
            "gleaner.toml: /nowhere: cannot read",
        ],
    );
    let two = ["GLEANER_STREAMS", "--workers"];
    check(&["--workers", "x"], &[("GLEANER_STREAMS", "y")], None, &two);
    // Flags go before variables, these before the file: only what counts is looked at.
    check(&["--workers", "1"], &[("GLEANER_WORKERS", "x")], None, &[]);
    check(
        &[],
        &[("GLEANER_WORKERS", "1")],
        Some("workers = \"x\""),
        &[],
    );
}

#[test]
fn settings_in_effect_are_shown_with_their_origin_and_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gleaner.toml");
    std::fs::write(
        &path,
        "stream_window = 7\ncors_origins = [\"https://a.test\", \"https://b.test\"]",
    )
    .unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_gleaner"))
        .args([
            "serve",
            "--print-config",
            "--deadline",
            "90s",
            "--api-keys",
            "/etc/hush",
        ])
        .arg("--config")
        .arg(&path)
        .env("GLEANER_DOCUMENTS", "12")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for line in [
        "deadline = \"1m30s\" # flag",
        "documents = \"12\" # environment",
        "workers = \"0\" # default",
        "api_keys = \"(redacted)\" # flag",
    ] {
        assert!(
            text.lines().any(|shown| shown == line),
            "{text} has no {line}"
        );
    }
    assert!(
        text.contains("stream_window = \"7\" # ") && text.contains("https://a.test,https://b.test")
    );
    assert!(!text.contains("hush"));
}

/// Weights that care for nothing but how late a sentence stands, and the text's last sentences win.
const LATE: &str = "experts 1\nfeature position 0 1 -5\ngate constant 0\n";

fn ask(method: &str) -> gleaner::service::proto::SummarizeRequest {
    let method = method.into();
    request_with(
        ARTICLE,
        SummaryOptions {
            method,
            explain: true,
            ..SummaryOptions::default()
        },
    )
}

/// Weights of the operator's are a method like any other, and give what the library gives.
#[tokio::test]
async fn weights_are_offered_under_their_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("late.txt");
    std::fs::write(&path, LATE).unwrap();
    let running = server(&[("weights", &format!("late-news={}", path.display()))]).await;
    let info = info_client(&running)
        .await
        .get_server_info(GetServerInfoRequest {})
        .await;
    let methods = info.unwrap().into_inner().methods;
    let late = methods.last().unwrap();
    assert_eq!(late.id, "late-news");

    let mut client = client(&running).await;
    let answer = client.summarize(ask("late-news")).await.unwrap();
    let summary = answer.into_inner().summary.unwrap();
    assert_eq!(summary.weights_id, late.weights_id);
    assert_ne!(summary.weights_id, methods[0].weights_id);
    assert_eq!(summary.options.as_ref().unwrap().method, "late-news");
    let options = Options::default()
        .with_weights(Arc::new(Weights::parse(LATE).unwrap()))
        .with_explain(true);
    let expected = summarize(ARTICLE, &options);
    let texts = |bullets: &[gleaner::Bullet]| bullets.iter().map(|b| b.text.clone()).collect();
    let expected_texts: Vec<String> = texts(&expected.bullets);
    let got: Vec<String> = summary.bullets.iter().map(|b| b.text.clone()).collect();
    assert_eq!(got, expected_texts);
    for (bullet, expected) in summary.bullets.iter().zip(&expected.bullets) {
        assert!((bullet.score - expected.score).abs() < 1e-6);
        assert_eq!(bullet.reasons.len(), expected.reasons.len());
    }
    let default = summarize(ARTICLE, &Options::default());
    assert_ne!(
        texts(&default.bullets) as Vec<String>,
        got,
        "the weights count"
    );

    // The options echoed mean the same method; the default is left as it was.
    let again = request_with(ARTICLE, summary.options.clone().unwrap());
    let again = client.summarize(again).await.unwrap().into_inner();
    let again = again.summary.unwrap();
    assert_eq!(
        (again.bullets, again.options),
        (summary.bullets, summary.options)
    );
    let default = client.summarize(ask("")).await.unwrap().into_inner();
    assert_eq!(default.summary.unwrap().weights_id, methods[0].weights_id);

    let status = client.summarize(ask("late")).await.expect_err("no such");
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(reason(&status), "INVALID_FIELD");
    let message = status.message();
    assert!(message.contains("unknown method 'late'"), "{message}");
    assert!(message.contains("coverage, late-news"), "{message}");
}

/// The same from the command line, where `--weights FILE` takes no name: to the byte.
#[tokio::test]
async fn weights_mean_the_same_to_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let (path, text) = (folder.path().join("late.txt"), folder.path().join("a.txt"));
    std::fs::write(&path, LATE).unwrap();
    std::fs::write(&text, ARTICLE).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_gleaner"))
        .args(["summarize", "--format", "json", "--explain", "--weights"])
        .args([&path, &text])
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let running = server(&[("weights", &format!("late={}", path.display()))]).await;
    let answer = client(&running).await.summarize(ask("late")).await.unwrap();
    let summary = answer.into_inner().summary.unwrap();
    assert_eq!(json["weights_id"], summary.weights_id);
    let bullets = json["bullets"].as_array().unwrap();
    assert_eq!(bullets.len(), summary.bullets.len());
    for (json, bullet) in bullets.iter().zip(&summary.bullets) {
        assert_eq!(json["text"], bullet.text);
        assert_eq!(json["score"].as_f64(), Some(bullet.score));
        for (json, reason) in json["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .zip(&bullet.reasons)
        {
            assert_eq!(json["feature"], reason.feature);
            assert_eq!(json["contribution"].as_f64(), Some(reason.contribution));
        }
    }
}

/// Weights come from flags, the environment and the file; what cannot be offered is told before a
/// port is bound, with the place to mend it.
#[test]
fn weights_are_checked_before_a_port_is_bound() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (good, bad) = (put("good.txt", LATE), put("bad.txt", "experts many\n"));
    let check = |flags: &[&str], variable: Option<&str>, file: Option<&str>, expected: &[&str]| {
        let variables: Vec<_> = variable
            .map(|v| ("GLEANER_WEIGHTS", v))
            .into_iter()
            .collect();
        let errors = check_config(flags, &variables, file, folder.path());
        assert_eq!(errors.lines().count(), expected.len(), "{errors}");
        for part in expected {
            assert!(errors.contains(part), "{errors:?} has no {part:?}");
        }
    };
    let (a, b) = (format!("a={good}"), format!("b={good}"));
    let broken = format!("c={bad}");
    check(&["--weights", &a, "--weights", &b], None, None, &[]);
    check(&[], Some(&format!("{a},{b}")), None, &[]);
    check(&[], None, Some(&format!("weights = [{a:?}, {b:?}]")), &[]);
    check(
        &["--weights", &good],
        None,
        None,
        &["--weights: ", "is not NAME=FILE"][..1],
    );
    check(
        &["--weights", &a, "--weights", &a],
        None,
        None,
        &["--weights: 'a' is given twice"],
    );
    check(
        &[],
        Some(&format!("lead={good}")),
        None,
        &["GLEANER_WEIGHTS: 'lead' is a method of the engine already"],
    );
    check(
        &[],
        Some(&format!("A B={good}")),
        None,
        &["GLEANER_WEIGHTS: 'A B' is not a valid name"],
    );
    let at_line = format!("--weights: {bad}: line 1");
    check(&["--weights", &broken], None, None, &[&at_line]);
    let in_file = format!("gleaner.toml: {bad}: line 1");
    check(
        &[],
        None,
        Some(&format!("weights = {broken:?}")),
        &[&in_file],
    );
    check(
        &["--weights", &broken, "--weights", "d=/nowhere"],
        None,
        None,
        &[&at_line, "--weights: /nowhere: cannot read"],
    );
}
