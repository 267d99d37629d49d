// An SMPP centre for tests: the server is npm `smpp`; this script programs its answers and keeps the log.
//
//   node tests/smsc/server.mjs --log FILE [--ready FILE] [--port N] [--control N] [--options JSON] [--tls PEM]
//
// Options may be changed while it runs (control.mjs); tests/smsc/__init__.py says what they mean.

import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import smpp from "smpp";
import { listen } from "./control.mjs";
import { Post, STATES, receipt } from "./post.mjs";

const { values: given } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    control: { type: "string", default: "0" },
    log: { type: "string" },
    ready: { type: "string" },
    options: { type: "string", default: "{}" },
    tls: { type: "string" },
  },
});

const options = {
  username: "geoalert",
  password: "secret",
  refuseBinds: "",
  delay: 0,
  open: 0,
  everyone: "DELIVRD",
  endings: {},
  answers: {},
  receipts: true,
  early: false,
  doubled: false,
  shuffled: 0,
  tlv: false,
  ids: "same",
  ...JSON.parse(given.options),
};
const count = { open: 0, mostOpen: 0, submits: 0, binds: 0, probes: 0 };
const sessions = new Set();
const next = { id: Math.floor(Date.now() / 1000) * 1000 };
const write = (line) => appendFileSync(given.log, `${JSON.stringify({ at: new Date(), ...line })}\n`);
const post = new Post({ options, write });

/** What this part is answered: a programme for the number, by its last digits, or as everyone. */
function behaviour(number) {
  const programme = options.answers[number];
  if (programme?.length) return programme.length > 1 ? programme.shift() : programme[0];
  const ending = Object.keys(options.endings).find((digits) => number.endsWith(digits));
  return ending ? options.endings[ending] : options.everyone;
}

/** The name of a message as the answer gives it, and as the text of its receipt does. */
function names() {
  const id = ++next.id;
  const [hex, decimal] = [id.toString(16).toUpperCase(), String(id)];
  if (options.ids === "hex-decimal") return [hex, decimal];
  if (options.ids === "decimal-hex") return [decimal, hex];
  return [`m-${hex}`, `m-${hex}`];
}

function part(header) {
  const concatenation = header?.find((element) => element[0] === 0x00);
  return concatenation ? [concatenation[4], concatenation[3]] : [1, 1];
}

function submitted(session, pdu) {
  const number = `+${pdu.destination_addr}`;
  const answer = behaviour(number);
  const status = smpp.errors[answer] ?? 0;
  const [id, named] = names();
  const [which, parts] = part(pdu.short_message.udh);
  count.submits += 1;
  count.open += 1;
  count.mostOpen = Math.max(count.mostOpen, count.open);
  write({
    event: "submit",
    number,
    sender: pdu.source_addr,
    tons: [pdu.source_addr_ton, pdu.dest_addr_ton],
    coding: pdu.data_coding,
    udh: pdu.short_message.udh ? Buffer.concat(pdu.short_message.udh).toString("hex") : "",
    part: which,
    parts,
    text: pdu.short_message.message,
    validUntil: pdu.validity_period,
    registered: pdu.registered_delivery,
    id,
    answer,
    status,
    open: count.open,
  });
  respond(session, pdu, { id, named, answer, status });
}

/** Answers that are none; each is written straight to the wire. */
const NONSENSE = {
  html: (socket) => socket.write("HTTP/1.1 200 OK\r\n\r\n<!DOCTYPE html><title>Portail captif</title>"),
  garbage: (socket) => socket.write(Buffer.from([0, 0, 0, 40, ...Array(36).fill(0xfe)])),
  half: (socket, answer) => socket.end(answer.subarray(0, 18)),
  drip: (socket, answer) => {
    const drops = [...answer];
    const timer = setInterval(() => {
      if (!drops.length || socket.destroyed) return clearInterval(timer);
      return socket.write(Buffer.from([drops.shift()]));
    }, 300);
  },
};

function respond(session, pdu, { id, named, answer, status }) {
  if (answer === "cut") {
    count.open -= 1;
    return session.destroy();
  }
  if (answer === "silent") return undefined;
  if (answer in NONSENSE) return NONSENSE[answer](session.socket, pdu.response({ message_id: id }).toBuffer());
  if (answer === "leave") session.unbind();
  if (answer === "namesake") {
    session.send(new smpp.PDU("deliver_sm", { sequence_number: pdu.sequence_number, destination_addr: "1" }));
    return undefined;
  }
  const wanted = status === 0 && options.receipts && answer in STATES;
  const back = wanted && receipt({ pdu, id, named, stat: answer, tlv: options.tlv });
  if (back && options.early) post.give(back);
  const answerNow = () => {
    count.open -= 1;
    if (session.gone) return;
    session.send(pdu.response(status ? { command_status: status } : { message_id: id }));
    write({ event: "answer", id, status });
    if (back && !options.early) post.give(back);
  };
  return options.delay ? setTimeout(answerNow, options.delay) : answerNow();
}

function bound(session, pdu) {
  const known = pdu.system_id === options.username && pdu.password === options.password;
  const refusal = options.refuseBinds || (known ? "" : "ESME_RINVPASWD");
  write({ event: "bind", kind: pdu.command, refusal });
  session.send(pdu.response(refusal ? { command_status: smpp.errors[refusal] } : { system_id: "SMSC" }));
  if (refusal) return;
  count.binds += 1;
  session.kind = pdu.command;
  if (pdu.command !== "bind_transmitter") post.open(session);
}

const pem = given.tls ? readFileSync(given.tls) : null;
const server = smpp.createServer(pem ? { key: pem, cert: pem } : {}, (session) => {
  sessions.add(session);
  for (const kind of ["bind_transmitter", "bind_receiver", "bind_transceiver"]) {
    session.on(kind, (pdu) => bound(session, pdu));
  }
  session.on("submit_sm", (pdu) => submitted(session, pdu));
  session.on("enquire_link", (pdu) => {
    count.probes += 1;
    session.send(pdu.response());
  });
  session.on("unbind", (pdu) => {
    write({ event: "unbind", kind: session.kind });
    session.send(pdu.response());
  });
  session.on("error", () => session.destroy());
  session.on("close", () => {
    session.gone = true;
    sessions.delete(session);
    post.close(session);
  });
});

const control = listen(Number(given.control), { options, count, sessions, post });
server.listen(Number(given.port), "127.0.0.1", () => {
  control.then((port) => {
    const ports = JSON.stringify({ port: server.address().port, control: port });
    if (given.ready) writeFileSync(given.ready, ports);
    console.log(ports);
  });
});
