"""Puts the service under load for longer than the test suite could.

    run.py BINARY overload|idle|drain|soak|all [--seconds N]

BINARY is both the server and the load generator (`gleaner bench`); all traffic is on loopback. Every
job ends by itself. What must hold is asserted: counts of calls, and memory with a wide margin.
Latencies are only printed.
"""

import argparse
import json
import pathlib
import resource
import signal
import socket
import subprocess
import threading
import time
import urllib.request

TIMEOUT = 120
"""Seconds that a job waits for anything."""


class Server:
    """A server process."""

    def __init__(self, binary, *flags):
        self.binary = binary
        command = [binary, "serve", "--listen=127.0.0.1:0", "--admin-listen=127.0.0.1:0"]
        command += ["--log-format=json", "--log-level=info,gleaner::access=off", *flags]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        first = json.loads(self.process.stderr.readline())
        assert first["message"] == "serving", first
        self.address, self.admin = first["listen"], first["admin_listen"]
        self.lines = []
        self.reader = threading.Thread(
            target=lambda: self.lines.extend(self.process.stderr), daemon=True
        )
        self.reader.start()

    def memory(self):
        """Resident memory in MB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def metric(self, name, part=""):
        """Sum over the series of a metric whose line contains `part`."""
        with urllib.request.urlopen(f"http://{self.admin}/metrics", timeout=10) as response:
            lines = response.read().decode().splitlines()
        wanted = [x for x in lines if x.startswith((name + " ", name + "{")) and part in x]
        return sum(float(line.rsplit(" ", 1)[1]) for line in wanted)

    def wait_for_metric(self, name, value):
        """Waits until a metric has at least this value."""
        deadline = time.monotonic() + TIMEOUT
        while self.metric(name) < value:
            assert time.monotonic() < deadline, f"{name} stays below {value}"
            time.sleep(0.05)

    def start_load(self, *flags):
        """Starts a load generator."""
        command = [self.binary, "bench", f"--server=http://{self.address}", "--json", "--quiet"]
        return subprocess.Popen([*command, *flags], stdout=subprocess.PIPE, text=True)

    def terminate(self):
        """Sends SIGTERM, waits for the end, and returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=TIMEOUT)
        self.reader.join(timeout=TIMEOUT)
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()


def report_of(load, seconds):
    """Waits for the end of a load generator that runs for so long, and returns its report."""
    output, _ = load.communicate(timeout=seconds + TIMEOUT)
    return json.loads(output)


def overload(binary, seconds):
    """Ten times the load that the server can take: it does not crash, its memory stays constant,
    admitted documents are served in time, and the rest are told to come back."""
    with Server(binary, "--workers=1", "--documents=64") as server:
        probe = report_of(server.start_load("--duration=5s", "--in-flight=16", "--bytes=20000"), 5)
        rate = 10 * probe["documents_per_second"]
        flags = [f"--rate={rate:.0f}", "--in-flight=2000", "--connections=8", "--bytes=20000"]
        load = server.start_load(*flags, f"--duration={seconds}s")
        # Memory is compared between a third of the time and the end.
        time.sleep(seconds / 3)
        before = server.memory()
        report = report_of(load, seconds)
        after = server.memory()
        in_time = server.metric("gleaner_queue_wait_seconds_bucket", 'le="0.5"')
        admitted = server.metric("gleaner_queue_wait_seconds_count")
        rejected = server.metric("gleaner_shed_total")
        capacity = probe["documents_per_second"]
        print(f"overload: capacity {capacity:.0f}/s, load {rate:.0f}/s for {seconds} s:")
        print(f"  {report['documents']} served, codes {report['codes']}, {rejected:.0f} rejected")
        print(f"  memory {before:.0f} MB, then {after:.0f} MB; "
              f"{admitted - in_time:.0f} of {admitted:.0f} waited longer than 0.5 s")
        assert report["documents"] > 0 and rejected > 0
        assert set(report["codes"]) <= {"Ok", "ResourceExhausted"}, report["codes"]
        assert after < before * 1.5 + 64, "memory grows"
        assert admitted - in_time < admitted * 0.01, "admitted documents wait too long"
        assert server.metric("gleaner_panics_total") == 0
        assert server.terminate() == 0


def idle(binary, _):
    """A thousand idle connections take little memory, and do not hold up the drain. Prints the
    latency of single calls beside them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"
    with Server(binary) as server:
        host, port = server.address.rsplit(":", 1)
        before = server.memory()
        peers = [socket.create_connection((host, int(port))) for _ in range(1000)]
        for peer in peers:
            peer.sendall(preface)
        server.wait_for_metric("gleaner_connections", 1000)
        after = server.memory()
        report = report_of(server.start_load("--duration=3s", "--in-flight=1", "--connections=1"), 3)
        print(f"idle: 1000 connections take {(after - before) * 1024 / 1000:.1f} KB each; "
              f"one call at a time beside them: p99 {report['latency_ms']['p99']} ms")
        assert report["errors"] == 0 and report["documents"] > 0
        assert after - before < 200, "200 KB for each connection"
        began = time.monotonic()
        assert server.terminate() == 0
        took = time.monotonic() - began
        print(f"  drained with all of them open in {took:.1f} s")
        assert took < 25, "the drain limit is 30 s"
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def drain(binary, _):
    """SIGTERM under load: every call that the server has received is answered."""
    for mode in ("unary", "batch", "stream"):
        with Server(binary, "--drain-delay=200ms", "--drain-limit=2s") as server:
            load = server.start_load(
                "--duration=4s", "--warmup=0s", f"--mode={mode}", "--in-flight=64"
            )
            server.wait_for_metric("gleaner_documents_total", 200)
            code = server.terminate()
            report = report_of(load, 4)
            drained = [json.loads(line) for line in server.lines if '"drained"' in line]
            print(f"drain under {mode} load: exit code {code}, {report['documents']} served, "
                  f"codes {report['codes']}, {drained[0]['millis']} ms")
            assert code == 0 and report["documents"] > 0
            assert drained[0]["clean"], "calls were cut"
            # The client reports Cancelled for a call that it could not send any more.
            assert set(report["codes"]) <= {"Ok", "Unavailable", "Cancelled"}, report["codes"]


def soak(binary, seconds):
    """Mixed traffic for a long time: memory stays constant, nothing panics, and no permit is lost."""
    with Server(binary, "--connection-age=20s", "--connection-age-grace=10s") as server:
        kinds = [
            ("unary", "--rate=200"),
            ("stream", "--rate=400"),
            ("batch", "--rate=200"),
            ("unary", "--rate=2", "--bytes=2000000"),
        ]
        loads = [
            server.start_load(f"--mode={mode}", *flags, f"--duration={seconds}s", "--in-flight=64")
            for mode, *flags in kinds
        ]
        memory = []
        began = time.monotonic()
        while any(load.poll() is None for load in loads):
            memory.append(server.memory())
            print(f"  {time.monotonic() - began:6.0f} s: {memory[-1]:.0f} MB, "
                  f"{server.metric('gleaner_documents_total'):.0f} documents", flush=True)
            time.sleep(seconds / 20)
        for (mode, *_), load in zip(kinds, loads):
            report = report_of(load, 0)
            print(f"soak {mode}: {report['documents']} documents, codes {report['codes']}, "
                  f"latency {report['latency_ms']}")
            assert report["documents"] > 0
        third = len(memory) // 3
        early, late = max(memory[third : 2 * third]), max(memory[2 * third :])
        print(f"soak: {seconds} s, memory {early:.0f} MB in the second third, {late:.0f} MB in the last")
        assert late < early * 1.25 + 32, "memory grows"
        assert server.metric("gleaner_panics_total") == 0
        assert server.metric("gleaner_documents_in_flight") == 0
        assert server.terminate() == 0


# Each job and its default duration in seconds; 0 for jobs of fixed duration.
JOBS = {"overload": (overload, 30), "idle": (idle, 0), "drain": (drain, 0), "soak": (soak, 600)}


def main():
    """Runs the job named on the command line, or all of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("job", choices=[*JOBS, "all"])
    parser.add_argument("--seconds", type=int, help="duration of overload or soak")
    arguments = parser.parse_args()
    names = list(JOBS) if arguments.job == "all" else [arguments.job]
    for name in names:
        job, seconds = JOBS[name]
        job(arguments.binary, arguments.seconds or seconds)
    print("all jobs passed")


if __name__ == "__main__":
    main()
