"""The service under stress, as named jobs too long for the quick suite.

    run.py BINARY overload|idle|drain|soak|all [--seconds N]

Starts BINARY as the server and as the load generator (`gleaner bench`), on loopback only; every job
has a bound in time. Gates are on counts and wide margins of memory; percentiles are printed.
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


class Server:
    """A server in a process of its own."""

    def __init__(self, binary, *flags):
        self.binary = binary
        command = [binary, "serve", "--listen=127.0.0.1:0", "--admin-listen=127.0.0.1:0"]
        command += ["--log-format=json", "--log-level=info,gleaner::access=off", *flags]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        first = json.loads(self.process.stderr.readline())
        assert first["message"] == "serving", first
        self.address, self.admin = first["listen"], first["admin_listen"]
        self.lines = []
        threading.Thread(target=lambda: self.lines.extend(self.process.stderr), daemon=True).start()

    def rss(self):
        """Resident memory in MB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def metric(self, name, part=""):
        """The sum over the lines of a metric that contain `part`."""
        with urllib.request.urlopen(f"http://{self.admin}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        wanted = [x for x in lines if x.startswith((name + " ", name + "{")) and part in x]
        return sum(float(line.rsplit(" ", 1)[1]) for line in wanted)

    def bench(self, *flags):
        """Starts load."""
        command = [self.binary, "bench", f"--server=http://{self.address}", "--json", "--quiet"]
        return subprocess.Popen([*command, *flags], stdout=subprocess.PIPE, text=True)

    def stop(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()


def result(load, seconds):
    """What a load generator reports."""
    output, _ = load.communicate(timeout=seconds + 120)
    return json.loads(output)


def overload(binary, seconds):
    """Ten times what the server can take: no crash, memory flat, the admitted served in time, the
    rest told to come back."""
    with Server(binary, "--workers=1", "--documents=64") as server:
        probe = result(server.bench("--duration=5s", "--in-flight=16", "--bytes=20000"), 5)
        rate = 10 * probe["documents_per_second"]
        flags = [f"--rate={rate:.0f}", "--in-flight=2000", "--connections=8", "--bytes=20000"]
        load = server.bench(*flags, f"--duration={seconds}s")
        time.sleep(seconds / 3)
        before = server.rss()
        report = result(load, seconds)
        after = server.rss()
        wait = server.metric("gleaner_queue_wait_seconds_bucket", 'le="0.5"')
        waits = server.metric("gleaner_queue_wait_seconds_count")
        shed = server.metric("gleaner_shed_total")
        print(f"overload: capacity {probe['documents_per_second']:.0f}/s, offered {rate:.0f}/s for {seconds} s:")
        print(f"  served {report['documents']}, codes {report['codes']}, shed {shed:.0f}")
        print(f"  memory {before:.0f} MB, then {after:.0f} MB; waited over 0.5 s: {waits - wait:.0f} of {waits:.0f}")
        assert report["documents"] > 0 and shed > 0
        assert set(report["codes"]) <= {"Ok", "ResourceExhausted"}, report["codes"]
        assert after < before * 1.5 + 64, "memory grows"
        assert waits - wait < waits * 0.01, "the admitted wait too long"
        assert server.metric("gleaner_panics_total") == 0
        assert server.stop() == 0


def idle(binary, seconds):
    """A thousand idle connections and more: little memory, and calls as quick as before."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"
    with Server(binary) as server:
        host, port = server.address.rsplit(":", 1)
        before = server.rss()
        peers = [socket.create_connection((host, int(port))) for _ in range(1000)]
        for peer in peers:
            peer.sendall(preface)
        while server.metric("gleaner_connections") < 1000:
            time.sleep(0.05)
        after = server.rss()
        report = result(server.bench("--duration=3s", "--in-flight=1", "--connections=1"), 3)
        print(f"idle: 1000 connections cost {(after - before) * 1024 / 1000:.1f} KB each; "
              f"a lone call beside them: p99 {report['latency_ms']['p99']} ms")
        assert report["errors"] == 0 and after - before < 200
        began = time.monotonic()
        assert server.stop() == 0
        print(f"  drained with all of them open in {time.monotonic() - began:.1f} s")
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def drain(binary, seconds):
    """SIGTERM under load, several times: whatever was let in is answered."""
    for mode in ("unary", "batch", "stream"):
        with Server(binary, "--drain-delay=200ms", "--drain-limit=2s") as server:
            load = server.bench("--duration=4s", "--warmup=0s", f"--mode={mode}", "--in-flight=64")
            time.sleep(2)
            code = server.stop()
            report = result(load, 4)
            drained = [json.loads(line) for line in server.lines if '"drained"' in line]
            print(f"drain under {mode} load: exit {code}, {report['documents']} answered, codes {report['codes']}, "
                  f"{drained[0]['millis']} ms")
            assert code == 0 and report["documents"] > 0
            assert drained[0]["clean"], "calls were cut"
            # Cancelled is what this client calls a call that it could not send any more.
            assert set(report["codes"]) <= {"Ok", "Unavailable", "Cancelled"}, report["codes"]


def soak(binary, seconds):
    """Mixed traffic: memory flat, no error but those asked for."""
    with Server(binary, "--connection-age=20s", "--connection-age-grace=10s") as server:
        each = [
            ("unary", "--rate=200"),
            ("stream", "--rate=400"),
            ("batch", "--rate=200"),
            ("unary", "--rate=2", "--bytes=2000000"),
        ]
        loads = [
            server.bench(f"--mode={mode}", *flags, f"--duration={seconds}s", "--in-flight=64")
            for mode, *flags in each
        ]
        memory = []
        while any(load.poll() is None for load in loads):
            memory.append(server.rss())
            print(f"  {len(memory) * seconds / 20:6.0f} s: {memory[-1]:.0f} MB, "
                  f"{server.metric('gleaner_documents_total'):.0f} documents", flush=True)
            time.sleep(seconds / 20)
        for (mode, *_), load in zip(each, loads):
            report = result(load, 0)
            print(f"soak {mode}: {report['documents']} documents, codes {report['codes']}, latency {report['latency_ms']}")
            assert report["documents"] > 0
        third = len(memory) // 3
        early, late = max(memory[third : 2 * third]), max(memory[2 * third :])
        print(f"soak: {seconds} s, memory {early:.0f} MB in the second third, {late:.0f} MB in the last")
        assert late < early * 1.25 + 32, "memory grows"
        assert server.metric("gleaner_panics_total") == 0
        assert server.metric("gleaner_documents_in_flight") == 0
        assert server.stop() == 0


JOBS = {"overload": (overload, 30), "idle": (idle, 0), "drain": (drain, 0), "soak": (soak, 600)}


def main():
    """Runs the jobs named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("job", choices=[*JOBS, "all"])
    parser.add_argument("--seconds", type=int)
    arguments = parser.parse_args()
    names = list(JOBS) if arguments.job == "all" else [arguments.job]
    for name in names:
        job, seconds = JOBS[name]
        job(arguments.binary, arguments.seconds or seconds)
    print("all fine")


if __name__ == "__main__":
    main()
