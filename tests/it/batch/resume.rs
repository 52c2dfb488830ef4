//! A job that is stopped, by whatever, goes on where it was; and nothing half-written ever stands
//! under the output's name.

use super::{Folder, jsonl, stderr};
use std::fs;
use std::io::Write;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Blocks so small and marks so frequent that a job of a second can be killed often.
const FINE: &str = "--block-bytes 8K --checkpoint 0 --quiet";

/// Kills a job at twenty moments drawn at random, lets it end, and compares with an undisturbed run.
fn kill_twenty_times(form: &str, more: &str) {
    let folder = Folder::new();
    let mut input = jsonl(500, 12);
    input.extend_from_slice(b"{\"id\":\"bad\"}\n");
    input.extend_from_slice(&jsonl(100, 12));
    folder.write("in.jsonl", input);
    let args = format!("in.jsonl --threads 2 {FINE} {more}");
    let begun = Instant::now();
    folder.check_exit(&format!("{args} -o whole.{form}"), 1);
    let whole = begun.elapsed();
    let mut state = u64::from(std::process::id()) | 1;
    let mut log = Vec::new();
    for _ in 0..20 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let moment = whole.mul_f64((state >> 40) as f64 / (1u64 << 24) as f64 / 8.0);
        let mut child = folder
            .command(&format!("batch {args} -o out.{form}"))
            .spawn()
            .unwrap();
        sleep(moment);
        child.kill().unwrap();
        let killed = child.wait().unwrap().code().is_none();
        assert!(!killed || !folder.has(&format!("out.{form}")) || is_sealed(&folder, form));
        log.push(format!(
            "{moment:.0?}: {} blocks safe",
            blocks_safe(&folder, form)
        ));
    }
    let begun = Instant::now();
    folder.check_exit(&format!("{args} -o out.{form}"), 1);
    println!(
        "{form}: undisturbed {whole:.0?}; {}; the rest {:.0?}",
        log.join("; "),
        begun.elapsed()
    );
    for name in ["", ".errors.jsonl"] {
        let (found, expected) = (format!("out.{form}{name}"), format!("whole.{form}{name}"));
        if folder.has(&expected) {
            assert!(
                folder.read(&found) == folder.read(&expected),
                "{found} differs"
            );
        }
    }
    for left in [".partial", ".spliced", ".errors.partial"] {
        assert!(
            !folder.has(&format!("out.{form}{left}")),
            "{left} was left behind"
        );
    }
}

fn manifest(folder: &Folder, form: &str) -> String {
    let name = folder.path().join(format!("out.{form}.manifest"));
    fs::read_to_string(name).unwrap_or_default()
}

fn is_sealed(folder: &Folder, form: &str) -> bool {
    manifest(folder, form).contains("\"sealed\":true")
}

fn blocks_safe(folder: &Folder, form: &str) -> u64 {
    let manifest = manifest(folder, form);
    let mut units = manifest.lines().filter_map(|line| {
        let unit: serde_json::Value = serde_json::from_str(line).ok()?;
        unit["blocks"].as_u64()
    });
    units.next_back().unwrap_or(0)
}

#[test]
fn twenty_kills_leave_plain_lines_as_they_would_be() {
    kill_twenty_times("jsonl", "");
}

#[test]
fn twenty_kills_leave_gzip_and_a_side_file_as_they_would_be() {
    kill_twenty_times("jsonl.gz", "--errors file");
}

#[cfg(feature = "parquet")]
#[test]
fn twenty_kills_leave_parquet_as_it_would_be() {
    kill_twenty_times("parquet", "--row-group 10");
}

/// A job that waits for more input, with at least one block done.
fn start_and_wait_for_a_block(folder: &Folder, args: &str, input: &[u8]) -> Child {
    let mut child = folder
        .command(&format!("batch - {args} {FINE}"))
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.as_mut().unwrap().write_all(input).unwrap();
    let begun = Instant::now();
    while blocks_safe(folder, "jsonl") == 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "no block was done"
        );
        sleep(Duration::from_millis(5));
    }
    child
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_resumably_though_input_is_awaited() {
    let folder = Folder::new();
    let input = jsonl(60, 12);
    folder.run_with_input(&format!("batch - -o whole.jsonl {FINE}"), &input);
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let child = start_and_wait_for_a_block(&folder, "-o out.jsonl", &input);
        let kill = std::process::Command::new("kill")
            .args(["-s", signal, &child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        // Its input stays open: it must not wait for more of it.
        let mut child = child;
        let stdin = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        drop(stdin);
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        assert!(stderr(&output).contains("the same command goes on after"));
        assert!(!folder.has("out.jsonl"));
    }
    let output = folder.run_with_input(&format!("batch - -o out.jsonl {FINE}"), &input);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(folder.read("out.jsonl") == folder.read("whole.jsonl"));
}

#[test]
fn other_input_where_it_was_done_is_refused() {
    let folder = Folder::new();
    let mut child = start_and_wait_for_a_block(&folder, "-o out.jsonl", &jsonl(60, 12));
    child.kill().unwrap();
    child.wait().unwrap();
    let output = folder.run_with_input(&format!("batch - -o out.jsonl {FINE}"), &jsonl(60, 11));
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("has changed since"),
        "{}",
        stderr(&output)
    );
    // Nor may it end before.
    let output = folder.run_with_input(&format!("batch - -o out.jsonl {FINE}"), b"");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn one_job_at_a_time() {
    let folder = Folder::new();
    let mut child = start_and_wait_for_a_block(&folder, "-o out.jsonl", &jsonl(60, 12));
    let output = folder.run_with_input(&format!("batch - -o out.jsonl {FINE}"), b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("another gleaner is working on it"),
        "{}",
        stderr(&output)
    );
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_complete_job_is_not_done_again() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(5, 4));
    folder.batch("in.jsonl -o out.jsonl");
    let before = fs::metadata(folder.path().join("out.jsonl"))
        .unwrap()
        .modified()
        .unwrap();
    let said = stderr(&folder.batch("in.jsonl -o out.jsonl --threads 1"));
    assert!(said.contains("out.jsonl is complete: 5 records"), "{said}");
    let after = fs::metadata(folder.path().join("out.jsonl"))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(before, after);
}

#[test]
fn another_job_is_refused_unless_it_may_overwrite() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(5, 4));
    folder.batch("in.jsonl -o out.jsonl");
    let said = folder.check_exit("in.jsonl -o out.jsonl --bullets 2 --carry source", 2);
    assert!(said.contains("differs in: bullets, carry;"), "{said}");
    folder.batch("in.jsonl -o out.jsonl --bullets 2 --overwrite");
    assert_eq!(
        folder.rows("out.jsonl")[0]["bullets"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    folder.write("in.jsonl", jsonl(6, 4));
    let said = folder.check_exit("in.jsonl -o out.jsonl --bullets 2", 2);
    assert!(said.contains("differs in: the inputs;"), "{said}");
    folder.batch("in.jsonl -o out.jsonl --bullets 2 --overwrite");
    assert_eq!(folder.rows("out.jsonl").len(), 6);
    folder.write("mine.jsonl", "precious");
    let said = folder.check_exit("in.jsonl -o mine.jsonl", 2);
    assert!(
        said.contains("mine.jsonl exists; --overwrite replaces it"),
        "{said}"
    );
    assert_eq!(folder.read("mine.jsonl"), b"precious");
}

#[test]
fn other_weights_are_another_job() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(60, 12));
    folder.write("early.txt", "experts 1\nfeature position 0 1 -5\n");
    folder.write("late.txt", "experts 1\nfeature position 0 1 5\n");
    let args = format!("in.jsonl {FINE} --weights early.txt");
    folder.batch(&format!("{args} -o whole.jsonl"));
    folder.batch(&format!("{args} -o out.jsonl"));
    // As if it had been stopped after the first block.
    let lines = manifest(&folder, "jsonl");
    let begun: Vec<&str> = lines.lines().take(2).collect();
    folder.write("out.jsonl.manifest", begun.join("\n") + "\n");
    fs::rename(
        folder.path().join("out.jsonl"),
        folder.path().join("out.jsonl.partial"),
    )
    .unwrap();
    for other in ["", "--weights late.txt"] {
        let said = folder.check_exit(&format!("in.jsonl {FINE} -o out.jsonl {other}"), 2);
        assert!(said.contains("differs in: weights;"), "{said}");
    }
    folder.batch(&format!("{args} -o out.jsonl"));
    assert!(folder.read("out.jsonl") == folder.read("whole.jsonl"));
}

#[test]
fn a_manifest_cut_short_is_read_up_to_there() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(60, 12));
    folder.batch(&format!("in.jsonl -o whole.jsonl {FINE}"));
    folder.batch(&format!("in.jsonl -o out.jsonl {FINE}"));
    let manifest = manifest(&folder, "jsonl");
    // As if the power had failed in the middle of each line in turn.
    let ends: Vec<usize> = manifest.match_indices('\n').map(|(at, _)| at).collect();
    for &end in &ends[..ends.len() - 1] {
        let partial = folder.read("whole.jsonl");
        fs::remove_file(folder.path().join("out.jsonl")).unwrap();
        folder.write(
            "out.jsonl.partial",
            [&partial[..], b"what no line speaks of"].concat(),
        );
        folder.write("out.jsonl.manifest", &manifest[..end + 9]);
        folder.batch(&format!("in.jsonl -o out.jsonl {FINE}"));
        assert!(folder.read("out.jsonl") == folder.read("whole.jsonl"));
    }
}

#[test]
fn a_job_that_lost_its_output_says_so() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(60, 12));
    folder.batch(&format!("in.jsonl -o out.jsonl {FINE}"));
    fs::remove_file(folder.path().join("out.jsonl")).unwrap();
    let said = folder.check_exit(&format!("in.jsonl -o out.jsonl {FINE}"), 2);
    assert!(
        said.contains("is gone") && said.contains("--overwrite"),
        "{said}"
    );
    folder.batch(&format!("in.jsonl -o out.jsonl {FINE} --overwrite"));
    let lines = manifest(&folder, "jsonl");
    let unsealed: Vec<&str> = lines.lines().take(3).collect();
    folder.write("out.jsonl.manifest", unsealed.join("\n") + "\n");
    let said = folder.check_exit(&format!("in.jsonl -o out.jsonl {FINE}"), 2);
    assert!(said.contains("shorter than the manifest says"), "{said}");
}

/// A file system of `bytes` in a folder, gone when dropped; nothing where that is not allowed.
#[cfg(target_os = "linux")]
struct SmallDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    fn mount(at: std::path::PathBuf, bytes: usize) -> Option<SmallDisk> {
        fs::create_dir_all(&at).unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={bytes}"), "tmpfs"])
            .arg(&at)
            .stderr(Stdio::null())
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then_some(SmallDisk(at))
    }

    fn grow(&self, bytes: usize) {
        let grown = std::process::Command::new("mount")
            .args(["-o", &format!("remount,size={bytes}")])
            .arg(&self.0)
            .status();
        assert!(grown.unwrap().success());
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_it_resumably() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(300, 12));
    let Some(disk) = SmallDisk::mount(folder.path().join("disk"), 64 << 10) else {
        println!("skipped: mounting a small tmpfs takes root");
        return;
    };
    for form in ["jsonl", "jsonl.zst"] {
        folder.batch(&format!("in.jsonl -o whole.{form} {FINE}"));
        let args = format!("in.jsonl -o disk/out.{form} {FINE}");
        let said = folder.check_exit(&args, 2);
        assert!(said.contains("No space left on device"), "{said}");
        assert!(
            said.contains("make room and run the same command again"),
            "{said}"
        );
        assert!(!folder.has(&format!("disk/out.{form}")));
        // Full still: it fails again and loses nothing.
        folder.check_exit(&args, 2);
        disk.grow(4 << 20);
        folder.batch(&args);
        assert!(folder.read(&format!("disk/out.{form}")) == folder.read(&format!("whole.{form}")));
        fs::remove_file(folder.path().join(format!("disk/out.{form}"))).unwrap();
        fs::remove_file(folder.path().join(format!("disk/out.{form}.manifest"))).unwrap();
        disk.grow(64 << 10);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_an_error() {
    let folder = Folder::new();
    folder.write("in.jsonl", jsonl(3, 4));
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = folder
        .command("batch in.jsonl -o -")
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("No space left on device"));
}
