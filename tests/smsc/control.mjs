// The test's hand on a running centre, over HTTP on the loopback; every answer is what the centre counts.

import { createServer } from "node:http";

async function body(request) {
  let text = "";
  for await (const piece of request) text += piece;
  return text ? JSON.parse(text) : {};
}

/** A phone writes; `hex` is for bodies of the test's own making (headers, other alphabets). */
function reply({ from, to = "38080", text = "", hex, ...fields }) {
  const short_message = hex === undefined ? { message: text } : Buffer.from(hex, "hex");
  const payload = fields.payload === undefined ? {} : { message_payload: Buffer.from(fields.payload, "hex") };
  delete fields.payload;
  const pdu = { source_addr_ton: 1, data_coding: 0, esm_class: 0, ...fields, ...payload };
  return { kind: "reply", id: "", stat: "", pdu: { source_addr: from, destination_addr: to, short_message, ...pdu } };
}

const VERBS = {
  /** PUT /options: change what is named, keep the rest. */
  options: (centre, asked) => Object.assign(centre.options, asked),
  /** PUT /reply {from, text | hex, …}: a phone writes to us. */
  reply: (centre, asked) => centre.post.give(reply(asked)),
  /** PUT /cut {kind}: every line of that kind breaks, or all of them. */
  cut: (centre, { kind }) => {
    for (const session of centre.sessions) if (!kind || session.kind === kind) session.destroy();
  },
  /** PUT /probe: the centre asks each line whether it is alive. */
  probe: (centre) => {
    for (const session of centre.sessions) session.enquire_link();
  },
  /** PUT /unbind: the centre says goodbye to every line. */
  unbind: (centre) => {
    for (const session of centre.sessions) session.unbind();
  },
  state: () => {},
};

/** Resolves to the port. */
export function listen(port, centre) {
  const server = createServer(async (request, response) => {
    const verb = VERBS[request.url.slice(1)];
    if (verb) verb(centre, await body(request));
    response.writeHead(verb ? 200 : 404, { "Content-Type": "application/json" });
    const lines = [...centre.sessions].map((session) => session.kind ?? "");
    response.end(JSON.stringify({ ...centre.count, held: centre.post.held, lines }));
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server.address().port)));
}
