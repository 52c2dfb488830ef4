//! A job that is interrupted in any way can be resumed, and no incomplete file ever has the name of
//! the output.

use super::{TestDir, ids, jsonl, output_soon, stderr};
use std::fs;
use std::io::Write;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Small blocks and a checkpoint after each, so that a job of a second can be killed in many
/// states.
const FINE: &str = "--block-bytes 8K --checkpoint 0 --quiet";

/// Kills a job at twenty random moments, lets it finish, and compares its files with those of a run
/// that was not disturbed. `files` are the suffixes of the files that a job leaves.
fn kill_twenty_times(format: &str, flags: &str, files: &[&str]) {
    let dir = TestDir::new();
    let mut input = jsonl(500, 12);
    input.extend_from_slice(b"{\"id\":\"bad\"}\n");
    input.extend_from_slice(&jsonl(100, 12));
    dir.write("in.jsonl", input);
    let args = format!("in.jsonl --threads 2 {FINE} {flags}");
    let started = Instant::now();
    dir.batch_exits(1, &format!("{args} -o whole.{format}"));
    let whole_time = started.elapsed();
    let mut state = u64::from(std::process::id()) | 1;
    let mut blocks_done = 0;
    // Twenty kills, and more, ever later ones, where none of them came after a checkpoint.
    for kill in 0.. {
        if kill >= 20 && blocks_done > 0 {
            break;
        }
        assert!(kill < 100, "no kill came after a checkpoint");
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let share = (state >> 40) as f64 / (1u64 << 24) as f64 / 8.0;
        let moment = whole_time.mul_f64(share * f64::from(1 + kill / 20));
        let mut child = dir
            .command(&format!("batch {args} -o out.{format}"))
            .spawn()
            .unwrap();
        sleep(moment);
        child.kill().unwrap();
        let was_killed = child.wait().unwrap().code().is_none();
        let has_output = dir.has(&format!("out.{format}"));
        assert!(!was_killed || !has_output || is_final(&dir, format));
        let blocks = blocks_in_checkpoint(&dir, format);
        assert!(blocks >= blocks_done, "{blocks} of {blocks_done} blocks");
        println!("{format}: killed after {moment:.0?} with {blocks} blocks in a checkpoint");
        blocks_done = blocks;
    }
    dir.batch_exits(1, &format!("{args} -o out.{format}"));
    for suffix in files {
        let (found, expected) = (
            format!("out.{format}{suffix}"),
            format!("whole.{format}{suffix}"),
        );
        assert!(dir.read(&found) == dir.read(&expected), "{found} differs");
    }
    for suffix in [".partial", ".spliced", ".errors.partial"] {
        let left = format!("out.{format}{suffix}");
        assert!(!dir.has(&left), "{left} was left behind");
    }
}

fn manifest(dir: &TestDir, format: &str) -> String {
    let name = dir.path().join(format!("out.{format}.manifest"));
    fs::read_to_string(name).unwrap_or_default()
}

fn is_final(dir: &TestDir, format: &str) -> bool {
    manifest(dir, format).contains("\"sealed\":true")
}

/// A number of the last checkpoint; 0 if there is none.
fn last_checkpoint(dir: &TestDir, format: &str, field: &str) -> u64 {
    let manifest = manifest(dir, format);
    let mut values = manifest.lines().filter_map(|line| {
        let checkpoint: serde_json::Value = serde_json::from_str(line).ok()?;
        checkpoint[field].as_u64()
    });
    values.next_back().unwrap_or(0)
}

fn blocks_in_checkpoint(dir: &TestDir, format: &str) -> u64 {
    last_checkpoint(dir, format, "blocks")
}

#[test]
fn jsonl_is_the_same_after_twenty_kills() {
    kill_twenty_times("jsonl", "", &[""]);
}

#[test]
fn gzip_and_a_side_file_are_the_same_after_twenty_kills() {
    kill_twenty_times("jsonl.gz", "--errors file", &["", ".errors.jsonl"]);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_the_same_after_twenty_kills() {
    kill_twenty_times("parquet", "--row-group 10", &[""]);
}

/// Rewinds a complete job to the state after its first `count` checkpoints.
fn rewind(dir: &TestDir, count: usize) {
    let lines = manifest(dir, "jsonl");
    let kept: Vec<&str> = lines.lines().take(1 + count).collect();
    dir.write("out.jsonl.manifest", kept.join("\n") + "\n");
    fs::rename(
        dir.path().join("out.jsonl"),
        dir.path().join("out.jsonl.partial"),
    )
    .unwrap();
}

/// The rows before the last checkpoint are not made again: a change in them survives.
#[test]
fn a_resumed_job_keeps_the_rows_that_it_has() {
    let dir = TestDir::new();
    dir.write("in.jsonl", jsonl(60, 12));
    dir.batch(&format!("in.jsonl -o out.jsonl {FINE}"));
    let whole = dir.read("out.jsonl");
    rewind(&dir, 1);
    let mut partial = whole.clone();
    let start = br#"{"id":"d0""#;
    assert!(partial.starts_with(start));
    partial[start.len() - 3] = b'X';
    dir.write("out.jsonl.partial", partial);
    // Not quiet, to see the last line.
    let message = stderr(&dir.batch("in.jsonl -o out.jsonl --block-bytes 8K"));
    assert!(
        message.contains("60 records (") && message.contains("of them by earlier runs)"),
        "{message}"
    );
    let rows = dir.rows("out.jsonl");
    assert_eq!(rows[0]["id"], "X0");
    assert_eq!(ids(&rows)[1..], ids(&super::rows(&whole))[1..]);
}

/// Starts a job that reads `input` and then waits for more, and waits until at least one block is
/// in a checkpoint.
fn start_and_wait_for_a_block(dir: &TestDir, args: &str, input: &[u8]) -> Child {
    start_and_wait(dir, &format!("{args} {FINE}"), input, || {
        blocks_in_checkpoint(dir, "jsonl") > 0
    })
}

/// Starts a job that reads `input` and then waits for more, and waits until `is_ready`.
fn start_and_wait(dir: &TestDir, args: &str, input: &[u8], is_ready: impl Fn() -> bool) -> Child {
    // More than a pipe holds, so that the job has begun to read when all of it is written.
    assert!(input.len() > 64 << 10);
    let mut child = dir
        .command(&format!("batch - {args}"))
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.as_mut().unwrap().write_all(input).unwrap();
    let started = Instant::now();
    while !is_ready() {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "no block was written"
        );
        sleep(Duration::from_millis(5));
    }
    child
}

#[cfg(unix)]
fn send_signal(child: &Child, signal: &str) {
    let kill = std::process::Command::new("kill")
        .args(["-s", signal, &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
}

/// A signal ends a job, although it waits for input, and everything it has read is in a checkpoint.
#[cfg(unix)]
#[test]
fn a_signal_interrupts_a_job_so_that_it_can_be_resumed() {
    let dir = TestDir::new();
    let input = jsonl(60, 12);
    // The only checkpoints are those that the signals cause.
    let flags = "--block-bytes 8K --checkpoint 86400 --quiet";
    dir.run_with_input(&format!("batch - -o whole.jsonl {flags}"), &input);
    let has_rows = || {
        let partial = fs::metadata(dir.path().join("out.jsonl.partial"));
        partial.is_ok_and(|metadata| metadata.len() > 0)
    };
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let args = format!("-o out.jsonl {flags}");
        let mut child = start_and_wait(&dir, &args, &input, has_rows);
        send_signal(&child, signal);
        // Standard input stays open until the job has ended.
        let stdin = child.stdin.take();
        let output = output_soon(child);
        drop(stdin);
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        let records = last_checkpoint(&dir, "jsonl", "records");
        assert!(records > 0);
        assert_eq!(
            stderr(&output),
            format!(
                "gleaner: interrupted after {records} records; run the same command to resume\n"
            )
        );
        assert_eq!(dir.rows("out.jsonl.partial").len() as u64, records);
        assert!(!dir.has("out.jsonl"));
    }
    let output = dir.run_with_input(&format!("batch - -o out.jsonl {flags}"), &input);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(dir.read("out.jsonl") == dir.read("whole.jsonl"));
}

/// A job that cannot write, because nobody reads its standard output, does not end at the first
/// signal, but at the second.
#[cfg(unix)]
#[test]
fn a_second_signal_ends_the_process_at_once() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let dir = TestDir::new();
    let mut child = dir
        .command(&format!("batch - -o - {FINE}"))
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let written = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let records = jsonl(20, 12);
            // Ends with an error when the process has ended.
            while stdin.write_all(&records).is_ok() {
                written.fetch_add(1, Ordering::Relaxed);
            }
        });
        // When all buffers are full, the job takes no more input.
        let mut last = 0;
        loop {
            sleep(Duration::from_millis(500));
            let now = written.load(Ordering::Relaxed);
            if now == last && now > 0 {
                break;
            }
            last = now;
        }
        send_signal(&child, "INT");
        sleep(Duration::from_millis(300));
        let was_running = child.try_wait().unwrap().is_none();
        send_signal(&child, "INT");
        sleep(Duration::from_secs(1));
        // If it is still running, this ends the thread that feeds it too.
        child.kill().unwrap();
        assert!(was_running, "one signal ended it");
        assert_eq!(child.wait().unwrap().code(), Some(130));
    });
}

#[test]
fn changed_input_is_refused() {
    let dir = TestDir::new();
    let mut child = start_and_wait_for_a_block(&dir, "-o out.jsonl", &jsonl(60, 12));
    child.kill().unwrap();
    child.wait().unwrap();
    // Other input, and input that ends before the last checkpoint.
    for input in [&jsonl(60, 11)[..], b""] {
        let output = dir.run_with_input(&format!("batch - -o out.jsonl {FINE}"), input);
        assert_eq!(output.status.code(), Some(2));
        let message = stderr(&output);
        assert!(
            message.contains("has changed; pass --overwrite"),
            "{message}"
        );
        assert!(!dir.has("out.jsonl"));
    }
}

#[test]
fn a_running_job_cannot_be_started_again() {
    let dir = TestDir::new();
    let mut child = start_and_wait_for_a_block(&dir, "-o out.jsonl", &jsonl(60, 12));
    let output = dir.run_with_input(&format!("batch - -o out.jsonl {FINE}"), b"");
    assert_eq!(output.status.code(), Some(2));
    let message = stderr(&output);
    assert!(
        message.contains("another gleaner process is running this job"),
        "{message}"
    );
    // The first process is not disturbed.
    drop(child.stdin.take());
    assert_eq!(output_soon(child).status.code(), Some(0));
    assert_eq!(dir.rows("out.jsonl").len(), 60);
}

#[test]
fn a_complete_job_is_not_done_again() {
    let dir = TestDir::new();
    let modified = || {
        let metadata = fs::metadata(dir.path().join("out.jsonl")).unwrap();
        metadata.modified().unwrap()
    };
    dir.write("in.jsonl", jsonl(5, 4));
    dir.batch("in.jsonl -o out.jsonl");
    let before = modified();
    let message = stderr(&dir.batch("in.jsonl -o out.jsonl --threads 1"));
    assert!(
        message.contains("out.jsonl is already complete: 5 records, 0 bad"),
        "{message}"
    );
    assert_eq!(modified(), before);
}

#[test]
fn an_output_of_another_job_needs_overwrite() {
    let dir = TestDir::new();
    dir.write("in.jsonl", jsonl(5, 4));
    dir.batch("in.jsonl -o out.jsonl");
    let message = dir.batch_exits(2, "in.jsonl -o out.jsonl --bullets 2 --carry source");
    assert!(message.contains("differs in: bullets, carry;"), "{message}");
    dir.batch("in.jsonl -o out.jsonl --bullets 2 --overwrite");
    let rows = dir.rows("out.jsonl");
    assert_eq!(rows[0]["bullets"].as_array().unwrap().len(), 2);
    dir.write("in.jsonl", jsonl(6, 4));
    let message = dir.batch_exits(2, "in.jsonl -o out.jsonl --bullets 2");
    assert!(message.contains("differs in: the inputs;"), "{message}");
    dir.batch("in.jsonl -o out.jsonl --bullets 2 --overwrite");
    assert_eq!(dir.rows("out.jsonl").len(), 6);
    dir.write("mine.jsonl", "precious");
    let message = dir.batch_exits(2, "in.jsonl -o mine.jsonl");
    assert!(
        message.contains("mine.jsonl already exists; pass --overwrite to replace it"),
        "{message}"
    );
    assert_eq!(dir.read("mine.jsonl"), b"precious");
}

#[test]
fn overwriting_keeps_the_old_output_until_the_new_one_is_complete() {
    let dir = TestDir::new();
    dir.write("out.jsonl", "precious");
    let args = "-o out.jsonl --overwrite";
    let mut child = start_and_wait_for_a_block(&dir, args, &jsonl(60, 12));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(dir.read("out.jsonl"), b"precious");
    let output = dir.run_with_input(&format!("batch - {args} {FINE}"), &jsonl(60, 12));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(dir.rows("out.jsonl").len(), 60);
}

#[test]
fn other_weights_make_another_job() {
    let dir = TestDir::new();
    dir.write("in.jsonl", jsonl(60, 12));
    dir.write("early.txt", "experts 1\nfeature position 0 1 -5\n");
    dir.write("late.txt", "experts 1\nfeature position 0 1 5\n");
    let args = format!("in.jsonl {FINE} --weights early.txt");
    dir.batch(&format!("{args} -o whole.jsonl"));
    dir.batch(&format!("{args} -o out.jsonl"));
    rewind(&dir, 1);
    for other in ["", "--weights late.txt"] {
        let message = dir.batch_exits(2, &format!("in.jsonl {FINE} -o out.jsonl {other}"));
        assert!(message.contains("differs in: weights;"), "{message}");
    }
    dir.batch(&format!("{args} -o out.jsonl"));
    assert!(dir.read("out.jsonl") == dir.read("whole.jsonl"));
}

#[test]
fn a_manifest_line_that_was_cut_off_is_ignored() {
    let dir = TestDir::new();
    dir.write("in.jsonl", jsonl(60, 12));
    dir.batch(&format!("in.jsonl -o whole.jsonl {FINE}"));
    dir.batch(&format!("in.jsonl -o out.jsonl {FINE}"));
    let manifest = manifest(&dir, "jsonl");
    // As if the power had failed while each line in turn was written.
    let line_ends: Vec<usize> = manifest.match_indices('\n').map(|(end, _)| end).collect();
    assert!(line_ends.len() > 3);
    for &end in &line_ends[..line_ends.len() - 1] {
        let rows = dir.read("whole.jsonl");
        fs::remove_file(dir.path().join("out.jsonl")).unwrap();
        dir.write(
            "out.jsonl.partial",
            [&rows[..], b"no checkpoint counts this"].concat(),
        );
        dir.write("out.jsonl.manifest", &manifest[..end + 9]);
        dir.batch(&format!("in.jsonl -o out.jsonl {FINE}"));
        assert!(dir.read("out.jsonl") == dir.read("whole.jsonl"));
    }
}

#[test]
fn a_job_whose_output_was_lost_says_so() {
    let dir = TestDir::new();
    dir.write("in.jsonl", jsonl(60, 12));
    dir.batch(&format!("in.jsonl -o out.jsonl {FINE}"));
    fs::remove_file(dir.path().join("out.jsonl")).unwrap();
    let message = dir.batch_exits(2, &format!("in.jsonl -o out.jsonl {FINE}"));
    assert!(
        message.contains("out.jsonl is missing") && message.contains("--overwrite"),
        "{message}"
    );
    dir.batch(&format!("in.jsonl -o out.jsonl {FINE} --overwrite"));
    rewind(&dir, 2);
    fs::remove_file(dir.path().join("out.jsonl.partial")).unwrap();
    let message = dir.batch_exits(2, &format!("in.jsonl -o out.jsonl {FINE}"));
    assert!(
        message.contains("out.jsonl.partial is shorter than its manifest says"),
        "{message}"
    );
}

/// A file system of a few bytes, which is unmounted when dropped.
#[cfg(target_os = "linux")]
struct SmallDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    /// `None` if this user may not mount.
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

    fn resize(&self, bytes: usize) {
        let resized = std::process::Command::new("mount")
            .args(["-o", &format!("remount,size={bytes}")])
            .arg(&self.0)
            .status();
        assert!(resized.unwrap().success());
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
fn a_job_can_be_resumed_after_the_disk_was_full() {
    let dir = TestDir::new();
    dir.write("in.jsonl", jsonl(300, 12));
    let Some(disk) = SmallDisk::mount(dir.path().join("disk"), 64 << 10) else {
        println!("skipped: only root can mount a small tmpfs");
        return;
    };
    for format in ["jsonl", "jsonl.zst"] {
        dir.batch(&format!("in.jsonl -o whole.{format} {FINE}"));
        let args = format!("in.jsonl -o disk/out.{format} {FINE}");
        // The second time the disk is still full: the job fails again and loses nothing.
        for _ in 0..2 {
            let message = dir.batch_exits(2, &args);
            assert!(message.contains("No space left on device"), "{message}");
            assert!(
                message.contains("free some space and run the same command to resume"),
                "{message}"
            );
            assert!(!dir.has(&format!("disk/out.{format}")));
        }
        disk.resize(4 << 20);
        dir.batch(&args);
        assert!(dir.read(&format!("disk/out.{format}")) == dir.read(&format!("whole.{format}")));
        fs::remove_file(dir.path().join(format!("disk/out.{format}"))).unwrap();
        fs::remove_file(dir.path().join(format!("disk/out.{format}.manifest"))).unwrap();
        disk.resize(64 << 10);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_an_error() {
    let dir = TestDir::new();
    dir.write("in.jsonl", jsonl(3, 4));
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = dir
        .command("batch in.jsonl -o -")
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let message = stderr(&output);
    assert!(
        message.contains("cannot write to standard output: No space left on device"),
        "{message}"
    );
    // What was written to standard output is gone, so there is nothing to resume.
    assert!(!message.contains("resume"), "{message}");
}
