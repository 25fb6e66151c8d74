// Takes marsad's alerts and checks that they come from marsad. Node's own modules alone.
//
//   WEBHOOK_SECRET=whsec_… PORT=9090 node receiver.mjs
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const TOLERANCE = 5 * 60; // seconds
const MAX_BODY = 1 << 20; // bytes

// verify returns null when the request was signed with key not long ago, else the reason.
function verify(key, headers, body, now) {
  const id = headers["webhook-id"] ?? "";
  const stamp = headers["webhook-timestamp"] ?? "";
  if (!id || !/^\d+$/.test(stamp)) return "a header of the signature is missing";
  if (Math.abs(now - Number(stamp)) > TOLERANCE) return "too old or too new";
  const mac = createHmac("sha256", key).update(`${id}.${stamp}.`).update(body).digest("base64");
  const want = Buffer.from(`v1,${mac}`);
  for (const signature of (headers["webhook-signature"] ?? "").split(" ")) {
    const got = Buffer.from(signature);
    if (got.length === want.length && timingSafeEqual(got, want)) return null;
  }
  return "no signature fits";
}

// take reads, verifies and uses one request; it returns the status and a text.
async function take(key, req) {
  if (req.method !== "POST") return [405, "a webhook is sent with POST"];
  const chunks = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size > MAX_BODY) return [413, "too large"];
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks); // the bytes as they came: parse after verifying
  const reason = verify(key, req.headers, body, Date.now() / 1000);
  if (reason) return [401, reason];
  let alert;
  try {
    alert = JSON.parse(body.toString("utf8"));
  } catch {
    return [400, "no JSON"];
  }
  // Keep the id: the same one again is the same alert, and must do nothing twice.
  console.log(req.headers["webhook-id"], alert.type);
  return [204, ""];
}

const key = Buffer.from((process.env.WEBHOOK_SECRET ?? "").replace(/^whsec_/, ""), "base64");
if (key.length < 24) {
  console.error("set WEBHOOK_SECRET to the channel's secret (whsec_…)");
  process.exit(1);
}
const server = createServer(async (req, res) => {
  try {
    const [status, text] = await take(key, req);
    res.writeHead(status).end(text);
  } catch {
    res.destroy(); // the sender broke off
  }
});
server.listen(Number(process.env.PORT ?? 9090), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
