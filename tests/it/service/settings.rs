//! Settings: where they come from, what is wrong with them, what the docs and the deployment files
//! say of them, and the weights that an operator adds as methods.

use super::harness::{
    ARTICLE, assert_same_summary, client, info_client, options_with, reason, request_with,
    start_server,
};
use gleaner::service::proto::{GetServerInfoRequest, SummarizeRequest};
use gleaner::{Options, Weights, summarize};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use tonic::Code;

/// `gleaner serve` with these flags and variables, and a settings file if there is one; run to its
/// end.
fn serve(flags: &[&str], variables: &[(&str, &str)], file: Option<&Path>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gleaner"));
    command.arg("serve").args(flags);
    command.envs(variables.iter().copied());
    if let Some(path) = file {
        command.arg("--config").arg(path);
    }
    command.output().unwrap()
}

/// The errors of `gleaner serve --check-config`, one line each; none if the settings are fine.
fn check_config(
    flags: &[&str],
    variables: &[(&str, &str)],
    file: Option<&str>,
    folder: &Path,
) -> String {
    let flags = [flags, &["--check-config"]].concat();
    let path = folder.join("gleaner.toml");
    let file = file.map(|text| {
        std::fs::write(&path, text).unwrap();
        path.as_path()
    });
    let output = serve(&flags, variables, file);
    let errors = String::from_utf8(output.stderr).unwrap();
    let code = if errors.is_empty() { 0 } else { 2 };
    assert_eq!(output.status.code(), Some(code), "{errors}");
    errors
}

/// Checks that `errors` has one line for each part of `expected`, in that order.
fn assert_errors(errors: &str, expected: &[&str]) {
    let lines: Vec<_> = errors.lines().collect();
    assert_eq!(lines.len(), expected.len(), "{errors}");
    for (line, part) in lines.iter().zip(expected) {
        assert!(line.contains(part), "{line:?} does not say {part:?}");
    }
}

/// Name, value and origin of every setting, as `gleaner serve --print-config` prints them.
fn printed_config(flags: &[&str], file: Option<&Path>) -> Vec<(String, String, String)> {
    let output = serve(&[flags, &["--print-config"]].concat(), &[], file);
    let text = String::from_utf8(output.stdout).unwrap();
    let parse = |line: &str| {
        let (name, rest) = line.split_once(" = ")?;
        let (value, origin) = rest.rsplit_once(" # ")?;
        let value: String = serde_json::from_str(value).ok()?;
        Some((name.to_owned(), value, origin.to_owned()))
    };
    let parse = |line| parse(line).unwrap_or_else(|| panic!("{line:?} is not a setting"));
    text.lines().map(parse).collect()
}

#[test]
fn errors_in_settings_name_their_source() {
    let folder = tempfile::tempdir().unwrap();
    let check =
        |flags: &[&str], variables: &[(&str, &str)], file: Option<&str>, expected: &[&str]| {
            assert_errors(
                &check_config(flags, variables, file, folder.path()),
                expected,
            );
        };
    check(&[], &[], None, &[]);
    check(&["--deadline", "5"], &[], None, &["--deadline: '5'"]);
    let variable = [("GLEANER_DOCUMENTS", "many")];
    check(&[], &variable, None, &["GLEANER_DOCUMENTS: 'many'"]);
    check(&[], &[], Some("workers = -1"), &["gleaner.toml: '-1'"]);
    check(&[], &[], Some("wrokers = 1"), &["wrokers in "]);
    check(&[], &[], Some("not toml"), &["is not TOML"]);
    let public = ["--listen", "0.0.0.0:50051"];
    check(&public, &[], None, &["--listen: "]);
    check(&[&public[..], &["--insecure"]].concat(), &[], None, &[]);
    check(&["--tls-cert", "/nowhere"], &[], None, &["--tls-cert"]);
    let pair = ["--tls-cert", "/nowhere", "--tls-key", "/nowhere"];
    check(&pair, &[], None, &["--tls-cert: /nowhere"]);
    // A file that is named is read, and everything that is wrong is reported at once.
    check(
        &["--api-keys", "/nowhere"],
        &[("GLEANER_OTLP_ENDPOINT", "not a url")],
        Some("weights = [\"news=/nowhere\"]"),
        &[
            "GLEANER_OTLP_ENDPOINT: 'not a url'",
            "--api-keys: /nowhere",
            "gleaner.toml: /nowhere: cannot read",
        ],
    );
    let two = ["--workers: 'x'", "GLEANER_STREAMS: 'y'"];
    check(&["--workers", "x"], &[("GLEANER_STREAMS", "y")], None, &two);
    // A flag goes before a variable, and a variable before the file: others are not looked at.
    check(&["--workers", "1"], &[("GLEANER_WORKERS", "x")], None, &[]);
    let file = Some("workers = \"x\"");
    check(&[], &[("GLEANER_WORKERS", "1")], file, &[]);
}

#[test]
fn settings_are_printed_with_their_origin_and_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gleaner.toml");
    let text = "stream_window = 7\ncors_origins = [\"https://a.test\", \"https://b.test\"]";
    std::fs::write(&path, text).unwrap();
    let flags = [
        "--print-config",
        "--deadline",
        "90s",
        "--api-keys",
        "/etc/hush",
    ];
    let output = serve(&flags, &[("GLEANER_DOCUMENTS", "12")], Some(&path));
    let text = String::from_utf8(output.stdout).unwrap();
    let in_file = path.display();
    for line in [
        "deadline = \"1m30s\" # flag",
        "documents = \"12\" # environment",
        "workers = \"0\" # default",
        "api_keys = \"(redacted)\" # flag",
        &format!("stream_window = \"7\" # {in_file}"),
        &format!("cors_origins = \"https://a.test,https://b.test\" # {in_file}"),
    ] {
        assert!(
            text.lines().any(|printed| printed == line),
            "{text} has no {line}"
        );
    }
    assert!(!text.contains("hush"));
}

/// A file of this repository.
fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// docs/service.md lists every setting with its default, and no others.
#[test]
fn the_docs_list_every_setting_with_its_default() {
    let docs = std::fs::read_to_string(file("docs/service.md")).unwrap();
    let (_, settings) = docs.split_once("\n## Settings\n").expect("a section");
    let (settings, _) = settings.split_once("\n## Memory\n").expect("a section");
    let documented: Vec<_> = settings
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split(" | ");
            let name = cells.next()?.strip_suffix('`')?;
            let is_name = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            Some((name, cells.next()?)).filter(|_| is_name)
        })
        .collect();
    let actual = printed_config(&[], None);
    for (name, value, _) in &actual {
        let documented = documented.iter().find(|(documented, _)| documented == name);
        let (_, default) = documented.unwrap_or_else(|| panic!("{name} is not documented"));
        let expected = match value.as_str() {
            "" => "none".into(),
            value => format!("`{value}`"),
        };
        assert_eq!(*default, expected, "{name}");
    }
    assert_eq!(documented.len(), actual.len(), "{documented:?}");
}

/// The settings file for deployment is fine, also with the settings that are commented out in it, and
/// systemd allows enough time for the drain.
#[test]
fn the_deployment_files_are_fine() {
    let path = file("deploy/gleaner.toml");
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_errors(&check_config(&[], &[], Some(&text), folder.path()), &[]);

    let is_setting = |line: &str| {
        let name = line.strip_prefix("# ").and_then(|l| l.split_once(" = "));
        name.is_some_and(|(name, _)| !name.contains(' '))
    };
    let commented_out: Vec<_> = text.lines().filter(|line| is_setting(line)).collect();
    assert!(!commented_out.is_empty());
    let all = text.replace("\n# ", "\n");
    let all: Vec<_> = all.lines().filter(|line| line.contains(" = ")).collect();
    let all_settings = folder.path().join("all.toml");
    std::fs::write(&all_settings, all.join("\n")).unwrap();
    let printed = printed_config(&[], Some(&all_settings));
    let from_file = |name: &str| {
        let found = printed.iter().find(|(printed, ..)| printed == name);
        let (_, value, origin) = found.unwrap_or_else(|| panic!("no setting {name}"));
        assert!(origin.ends_with("all.toml"), "{name} is from {origin}");
        value.clone()
    };
    for line in commented_out {
        from_file(line[2..].split(" = ").next().unwrap());
    }

    let seconds = |span: &str| span.trim_end_matches('s').parse::<u64>().unwrap();
    let drain = seconds(&from_file("drain_delay")) + seconds(&from_file("drain_limit"));
    let unit = std::fs::read_to_string(file("deploy/gleaner.service")).unwrap();
    let stop = unit
        .lines()
        .find_map(|line| line.strip_prefix("TimeoutStopSec="));
    assert!(seconds(stop.unwrap()) >= drain + 5);
}

/// Weights that look at the position of a sentence only: the last sentences have the highest scores.
const LATE: &str = "experts 1\nfeature position 0 1 -5\ngate constant 0\n";

/// A request for the explained summary of the article by `method`.
fn by_method(method: &str) -> SummarizeRequest {
    let options = options_with(|options| {
        options.method = method.into();
        options.explain = true;
    });
    request_with(ARTICLE, options)
}

/// The operator's weights are a method like the others, and give what they give in the library.
#[tokio::test]
async fn weights_are_a_method_by_their_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("late.txt");
    std::fs::write(&path, LATE).unwrap();
    let running = start_server(&[("weights", &format!("late-news={}", path.display()))]).await;
    let info = info_client(&running)
        .await
        .get_server_info(GetServerInfoRequest {})
        .await;
    let methods = info.unwrap().into_inner().methods;
    let late = methods.last().unwrap();
    assert_eq!(late.id, "late-news");

    let mut client = client(&running).await;
    let response = client.summarize(by_method("late-news")).await.unwrap();
    let summary = response.into_inner().summary.unwrap();
    assert_eq!(summary.weights_id, late.weights_id);
    assert_ne!(summary.weights_id, methods[0].weights_id);
    assert_eq!(summary.options.as_ref().unwrap().method, "late-news");
    let explained = Options::default().with_explain(true);
    let weights = Arc::new(Weights::parse(LATE).unwrap());
    let expected = summarize(ARTICLE, &explained.clone().with_weights(weights));
    assert_same_summary(&summary, &expected, "late-news");
    let default = summarize(ARTICLE, &explained);
    assert_ne!(default.bullets, expected.bullets, "the weights matter");

    // The echoed options mean the same method, and the default stays what it was.
    let again = request_with(ARTICLE, summary.options.clone().unwrap());
    let again = client.summarize(again).await.unwrap().into_inner();
    let again = again.summary.unwrap();
    assert_eq!(
        (again.bullets, again.options, again.weights_id),
        (summary.bullets, summary.options, summary.weights_id)
    );
    let response = client.summarize(by_method("")).await.unwrap().into_inner();
    assert_same_summary(&response.summary.unwrap(), &default, "the default");

    let status = client.summarize(by_method("late")).await;
    let status = status.expect_err("no such method");
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(reason(&status), "INVALID_FIELD");
    let message = status.message();
    assert!(message.contains("unknown method 'late'"), "{message}");
    assert!(message.contains("coverage, late-news"), "{message}");
}

/// A file of weights gives the same summary through the service and through the command line.
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
    let running = start_server(&[("weights", &format!("late={}", path.display()))]).await;
    let mut client = client(&running).await;
    let response = client.summarize(by_method("late")).await.unwrap();
    let summary = response.into_inner().summary.unwrap();
    assert_eq!(json["weights_id"], summary.weights_id);
    let bullets = json["bullets"].as_array().unwrap();
    assert_eq!(bullets.len(), summary.bullets.len());
    for (json, bullet) in bullets.iter().zip(&summary.bullets) {
        assert_eq!(json["text"], bullet.text);
        assert_eq!(json["score"].as_f64(), Some(bullet.score));
        let reasons = json["reasons"].as_array().unwrap();
        assert_eq!(reasons.len(), bullet.reasons.len());
        for (json, reason) in reasons.iter().zip(&bullet.reasons) {
            assert_eq!(json["feature"], reason.feature);
            assert_eq!(json["contribution"].as_f64(), Some(reason.contribution));
        }
    }
}

/// Weights come from flags, the environment and the file. Those that cannot be used are reported
/// before a port is bound, with the place to fix them.
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
        let variables = variable.map(|value| ("GLEANER_WEIGHTS", value));
        let errors = check_config(flags, variables.as_slice(), file, folder.path());
        assert_errors(&errors, expected);
    };
    let (a, b) = (format!("a={good}"), format!("b={good}"));
    let broken = format!("c={bad}");
    check(&["--weights", &a, "--weights", &b], None, None, &[]);
    check(&[], Some(&format!("{a},{b}")), None, &[]);
    check(&[], None, Some(&format!("weights = [{a:?}, {b:?}]")), &[]);
    let no_name = format!("--weights: '{good}'");
    check(&["--weights", &good], None, None, &[&no_name]);
    let twice = ["--weights", &a, "--weights", &a];
    check(&twice, None, None, &["--weights: 'a'"]);
    let taken = format!("lead={good}");
    check(&[], Some(&taken), None, &["GLEANER_WEIGHTS: 'lead'"]);
    let bad_name = format!("A B={good}");
    check(&[], Some(&bad_name), None, &["GLEANER_WEIGHTS: 'A B'"]);
    let at_line = format!("--weights: {bad}: line 1");
    check(&["--weights", &broken], None, None, &[&at_line]);
    let file = format!("weights = {broken:?}");
    let in_file = format!("gleaner.toml: {bad}: line 1");
    check(&[], None, Some(&file), &[&in_file]);
    let two = ["--weights", &broken, "--weights", "d=/nowhere"];
    let nowhere = "--weights: /nowhere: cannot read";
    check(&two, None, None, &[&at_line, nowhere]);
}
