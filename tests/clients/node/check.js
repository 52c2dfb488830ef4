// Makes every call of the service with Node's official client, which reads the proto files.
//
//   node check.js BINARY     needs @grpc/grpc-js and @grpc/proto-loader

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const files = ["summarizer_service", "info_service"].map((name) => `gleaner/v1/${name}.proto`);
const definition = loader.loadSync(files, {
  includeDirs: [join(root, "proto")],
  oneofs: true,
  defaults: true,
  enums: String,
});
const { gleaner } = grpc.loadPackageDefinition(definition);
const article = readFileSync(join(root, "samples/tidal-barrage.md"), "utf8");

const server = spawn(process.argv[2], [
  "serve", "--listen=127.0.0.1:0", "--admin-listen=off", "--log-format=json",
], { stdio: ["ignore", "ignore", "pipe"] });
// The first line of the log says where the server listens.
const [first] = await once(createInterface({ input: server.stderr }), "line");
const address = JSON.parse(first).listen;

const credentials = grpc.credentials.createInsecure();
const summarizer = new gleaner.v1.SummarizerService(address, credentials);
const info = new gleaner.v1.InfoService(address, credentials);
const deadline = () => ({ deadline: Date.now() + 30_000 });

/** The response of a unary call. */
function call(client, method, message) {
  return new Promise((resolve, reject) => {
    const done = (error, response) => (error ? reject(error) : resolve(response));
    client[method](message, new grpc.Metadata(), deadline(), done);
  });
}

try {
  const options = { bullets: 2, offsetUnit: "OFFSET_UNIT_UTF16", explain: true };
  const { summary } = await call(summarizer, "Summarize", { document: { text: article }, options });
  assert.equal(summary.bullets.length, 2);
  for (const bullet of summary.bullets) {
    // slice() counts UTF-16 code units.
    const spans = bullet.sources.map(({ start, end }) => article.slice(Number(start), Number(end)));
    const words = spans.join(" ").split(/\s+/);
    assert.ok(bullet.text.endsWith(words.at(-1)), "the spans are the bullet's");
  }

  await assert.rejects(call(summarizer, "Summarize", {}), { code: grpc.status.INVALID_ARGUMENT });

  const requests = [{ document: { text: article } }, {}];
  const { results } = await call(summarizer, "BatchSummarize", { requests });
  assert.deepEqual(results.map(({ result }) => result), ["summary", "error"]);

  const stream = summarizer.StreamSummarize(deadline());
  const ids = new Set();
  stream.on("data", (response) => {
    assert.equal(response.result, "summary");
    ids.add(response.requestId);
  });
  for (let n = 0; n < 100; n++) {
    stream.write({ requestId: `${n}`, request: { document: { text: article } } });
  }
  stream.end();
  await once(stream, "end");
  assert.equal(ids.size, 100);

  const uploaded = await new Promise((resolve, reject) => {
    const done = (error, response) => (error ? reject(error) : resolve(response));
    const upload = summarizer.UploadDocument(new grpc.Metadata(), deadline(), done);
    upload.write({ header: { options } });
    const bytes = Buffer.from(article);
    for (let at = 0; at < bytes.length; at += 11) {
      upload.write({ chunk: bytes.subarray(at, at + 11) });
    }
    upload.end();
  });
  assert.deepEqual(uploaded.summary.bullets, summary.bullets);

  // A call that the client cancels ends as CANCELLED, and the connection serves other calls.
  const cancelled = summarizer.StreamSummarize(deadline());
  const cancelledWith = once(cancelled, "error");
  cancelled.write({ requestId: "x", request: { document: { text: article } } });
  cancelled.cancel();
  const [error] = await cancelledWith;
  assert.equal(error.code, grpc.status.CANCELLED);
  const { limits, methods } = await call(info, "GetServerInfo", {});
  assert.equal(Number(limits.messageBytes), 16 << 20);
  assert.equal(methods[0].id, "gleaner");

  server.kill("SIGTERM");
  const [code] = await once(server, "exit");
  assert.equal(code, 0);
  console.log("node grpc-js: every call does what the protos say");
} finally {
  server.kill("SIGKILL");
  summarizer.close();
  info.close();
}
