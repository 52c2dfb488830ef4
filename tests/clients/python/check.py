"""Makes every call of the service with Python's official client.

    check.py BINARY

Starts BINARY on a free port, generates client code from proto/ in a temporary folder, and ends with
exit code 1 at the first response that is not what the protos say.
"""

import json
import os
import pathlib
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import grpc
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from grpc_status import rpc_status
from grpc_tools import protoc

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROTOS = ["summary", "summarizer_service", "info_service"]
TIMEOUT = 30
"""Seconds that anything may take."""


def expect(condition, what):
    """Ends the check with an error unless `condition` holds; `what` says what was expected."""
    if not condition:
        raise SystemExit(f"expected: {what}")


def generate(folder):
    """Generates the client code that a caller would. That of google.rpc.Status comes with
    grpcio-status."""
    files = [f"gleaner/v1/{name}.proto" for name in PROTOS]
    well_known = pathlib.Path(protoc.__file__).parent / "_proto"
    arguments = ["protoc", f"-I{ROOT / 'proto'}", f"-I{well_known}"]
    outputs = [f"--python_out={folder}", f"--grpc_python_out={folder}"]
    expect(protoc.main(arguments + outputs + files) == 0, "the protos compile")
    sys.path.insert(0, folder)


def start(binary):
    """Starts a server. Returns its process, its address, and a queue of the lines of its log."""
    command = [binary, "serve", "--listen=127.0.0.1:0", "--admin-listen=127.0.0.1:0"]
    command += ["--log-format=json", "--stream-window=8", "--document-bytes=1MiB"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    lines = queue.Queue()
    threading.Thread(target=lambda: [lines.put(x) for x in server.stderr], daemon=True).start()
    first = json.loads(lines.get(timeout=TIMEOUT))
    expect(first["message"] == "serving", "the first log line says where the server listens")
    return server, first["listen"], lines


def details_of(error):
    """The details of an error, by type."""
    found = {}
    for detail in rpc_status.from_call(error).details:
        for kind in (
            error_details_pb2.ErrorInfo,
            error_details_pb2.BadRequest,
            error_details_pb2.RetryInfo,
        ):
            if detail.Is(kind.DESCRIPTOR):
                found[kind] = kind()
                detail.Unpack(found[kind])
    return found


def error_of(call):
    """The error that a call ends with."""
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise SystemExit("expected: a bad call fails")


def check_summarize(stub, pb, article):
    """Summarize: offsets in each unit, echoed options, errors that name their fields."""
    options = pb.SummaryOptions(bullets=4, explain=True, keywords=3)
    document = pb.Document(text=article)
    request = pb.SummarizeRequest(document=document, options=options)
    response, call = stub.Summarize.with_call(request, timeout=TIMEOUT)
    summary = response.summary
    expect(len(summary.bullets) == 4, "four bullets")
    expect(len(summary.keywords) == 3, "three key phrases")
    expect(summary.language == "en", "the sample is English")
    expect(summary.options.bullets == 4, "the options are echoed")
    expect(response.timing.HasField("compute"), "the response says how long it took")
    expect("x-request-id" in dict(call.initial_metadata()), "the response has a request id")
    for bullet in summary.bullets:
        total = sum(reason.contribution for reason in bullet.reasons)
        expect(abs(total - bullet.score) < 1e-4, "the reasons sum to the score")
    units = [
        (pb.OFFSET_UNIT_UTF8, article.encode(), lambda part: part.decode()),
        (pb.OFFSET_UNIT_UTF16, article.encode("utf-16-le"), lambda part: part.decode("utf-16-le")),
        (pb.OFFSET_UNIT_CODEPOINT, article, lambda part: part),
    ]
    for unit, source, decode in units:
        width = 2 if unit == pb.OFFSET_UNIT_UTF16 else 1
        options.offset_unit = unit
        request = pb.SummarizeRequest(document=document, options=options)
        for bullet in stub.Summarize(request, timeout=TIMEOUT).summary.bullets:
            spans = [source[s.start * width : s.end * width] for s in bullet.sources]
            words = " ".join(decode(span) for span in spans).split()
            expect(bullet.text.endswith(words[-1]), f"spans in unit {unit} are the bullet's")

    bad = pb.SummaryOptions(method="nope", redundancy=7)
    error = error_of(lambda: stub.Summarize(pb.SummarizeRequest(options=bad, document=document)))
    expect(error.code() == grpc.StatusCode.INVALID_ARGUMENT, "bad fields are INVALID_ARGUMENT")
    details = details_of(error)
    fields = [v.field for v in details[error_details_pb2.BadRequest].field_violations]
    expect(fields == ["options.method", "options.redundancy"], "each bad field is named")
    expect(details[error_details_pb2.ErrorInfo].domain == "gleaner", "errors have an ErrorInfo")
    large = pb.SummarizeRequest(document=pb.Document(text="word " * 300_000))
    error = error_of(lambda: stub.Summarize(large))
    expect(error.code() == grpc.StatusCode.INVALID_ARGUMENT, "too long a text is INVALID_ARGUMENT")
    slow = pb.SummarizeRequest(document=pb.Document(text="A word is short. " * 60_000))
    error = error_of(lambda: stub.Summarize(slow, timeout=0.001))
    expect(error.code() == grpc.StatusCode.DEADLINE_EXCEEDED, "the client's deadline holds")


def check_many(stub, pb, article):
    """BatchSummarize, StreamSummarize, UploadDocument."""
    good = pb.SummarizeRequest(document=pb.Document(text=article))
    batch = pb.BatchSummarizeRequest(requests=[good, pb.SummarizeRequest(), good])
    results = stub.BatchSummarize(batch, timeout=TIMEOUT).results
    kinds = [result.WhichOneof("result") for result in results]
    expect(kinds == ["summary", "error", "summary"], "a bad document does not fail its batch")
    code = grpc.StatusCode.INVALID_ARGUMENT.value[0]
    expect(results[1].error.code == code, "its result is its error")

    items = (pb.StreamSummarizeRequest(request_id=str(n), request=good) for n in range(200))
    responses = list(stub.StreamSummarize(items, timeout=TIMEOUT))
    ids = sorted(int(response.request_id) for response in responses)
    expect(ids == list(range(200)), "every item of a stream has one response")
    texts = {tuple(b.text for b in r.summary.bullets) for r in responses}
    expect(len(texts) == 1 and all(texts), "the same text gives the same bullets")

    data = article.encode()
    parts = [pb.UploadDocumentRequest(header=pb.UploadHeader())]
    parts += [pb.UploadDocumentRequest(chunk=data[at : at + 7]) for at in range(0, len(data), 7)]
    uploaded = stub.UploadDocument(iter(parts), timeout=TIMEOUT).summary
    expect(tuple(b.text for b in uploaded.bullets) in texts, "an upload gives the same bullets")


def check_other_services(channel, info, info_pb, services):
    """GetServerInfo, health, reflection."""
    response = info.GetServerInfo(info_pb.GetServerInfoRequest(), timeout=TIMEOUT)
    expect(response.limits.document_bytes == 1 << 20, "the limits are those set")
    expect(response.methods[0].id == "gleaner", "the default method is first")
    health = health_pb2_grpc.HealthStub(channel)
    serving = health_pb2.HealthCheckResponse.SERVING
    for service in services + [""]:
        request = health_pb2.HealthCheckRequest(service=service)
        state = health.Check(request, timeout=TIMEOUT).status
        expect(state == serving, f"{service or 'the server'} is serving")
    listed = ProtoReflectionDescriptorDatabase(channel).get_services()
    for service in services + ["grpc.health.v1.Health"]:
        expect(service in listed, f"reflection lists {service}")


def check_systemd(binary):
    """Socket activation and notifications, with this process in the role of systemd."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as passed:
        passed.bind(("127.0.0.1", 0))
        passed.listen(16)
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notify.bind(f"{folder}/notify")
        notify.settimeout(TIMEOUT)
        child = os.fork()
        if child == 0:
            os.dup2(passed.fileno(), 3)
            os.set_inheritable(3, True)
            os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
            os.environ.update(NOTIFY_SOCKET=f"{folder}/notify")
            flags = ["--listen=systemd", "--admin-listen=off", "--log-level=warn"]
            os.execv(binary, [binary, "serve", *flags])
        try:
            expect(notify.recv(100) == b"READY=1", "systemd is told that the server is ready")
            with grpc.insecure_channel(f"127.0.0.1:{passed.getsockname()[1]}") as channel:
                health = health_pb2_grpc.HealthStub(channel)
                state = health.Check(health_pb2.HealthCheckRequest(), timeout=TIMEOUT).status
                expect(state == health_pb2.HealthCheckResponse.SERVING, "the passed socket serves")
            os.kill(child, signal.SIGTERM)
            expect(notify.recv(100) == b"STOPPING=1", "systemd is told that the server stops")
        finally:
            if sys.exc_info()[0]:
                os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
        expect(status == 0, "the server ends with exit code 0")


def main(binary):
    """Runs all checks against one server, then a drain while a health watch is open."""
    check_systemd(binary)
    with tempfile.TemporaryDirectory() as folder:
        generate(folder)
        from gleaner.v1 import info_service_pb2, info_service_pb2_grpc
        from gleaner.v1 import summarizer_service_pb2 as calls
        from gleaner.v1 import summarizer_service_pb2_grpc, summary_pb2

        class pb:
            """The messages of both files under one name."""

        for module in (summary_pb2, calls):
            for name in dir(module):
                setattr(pb, name, getattr(module, name))
        server, address, lines = start(binary)
        try:
            article = (ROOT / "samples" / "tidal-barrage.md").read_text(encoding="utf-8")
            services = ["gleaner.v1.SummarizerService", "gleaner.v1.InfoService"]
            for compression in (grpc.Compression.NoCompression, grpc.Compression.Gzip):
                with grpc.insecure_channel(address, compression=compression) as channel:
                    stub = summarizer_service_pb2_grpc.SummarizerServiceStub(channel)
                    check_summarize(stub, pb, article)
                    check_many(stub, pb, article)
                    info = info_service_pb2_grpc.InfoServiceStub(channel)
                    check_other_services(channel, info, info_service_pb2, services)
            with grpc.insecure_channel(address) as channel:
                watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest())
                states = [next(watch).status]
                began = time.monotonic()
                server.send_signal(signal.SIGTERM)
                states.append(next(watch).status)
                expect(states == [1, 2], "SERVING, then NOT_SERVING at SIGTERM")
                end = error_of(lambda: next(watch))
                expect(end.code() == grpc.StatusCode.UNAVAILABLE, "the watch ends")
                expect(server.wait(timeout=TIMEOUT) == 0, "the server ends with exit code 0")
                took = time.monotonic() - began
            while not lines.empty():
                expect("barrage" not in lines.get(), "nothing of a document is logged")
        finally:
            server.kill()
    print(f"python grpcio {grpc.__version__}: every call does what the protos say; drained in {took:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1])
