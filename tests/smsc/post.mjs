// What the centre brings to whoever is bound to receive: receipts and replies, until each is acknowledged.

import smpp from "smpp";

const AGAIN_AFTER = 200;
export const STATES = { ENROUTE: 1, DELIVRD: 2, EXPIRED: 3, DELETED: 4, UNDELIV: 5, ACCEPTD: 6, UNKNOWN: 7, REJECTD: 8 };

/** A receipt in the words of SMPP 3.4, appendix B; with the optional parameters where the centre gives them. */
export function receipt({ pdu, id, named, stat, tlv }) {
  const done = "2511252230";
  const error = stat === "DELIVRD" ? "000" : "027";
  const text = `id:${named} sub:001 dlvrd:001 submit date:${done} done date:${done} stat:${stat} err:${error} text:`;
  const named_too = tlv ? { receipted_message_id: id, message_state: STATES[stat] } : {};
  return {
    kind: "receipt",
    id,
    stat,
    pdu: {
      source_addr: pdu.destination_addr,
      source_addr_ton: 1,
      destination_addr: pdu.source_addr,
      esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
      data_coding: 0,
      short_message: Buffer.from(text, "ascii"),
      ...named_too,
    },
  };
}

/** Holds what nobody is there to take; brings again what was refused, or lost with its line. */
export class Post {
  constructor({ options, write }) {
    this.options = options;
    this.write = write;
    this.receivers = new Set();
    this.waiting = [];
    this.underway = new Map();
    this.later = new Set();
  }

  get held() {
    return this.waiting.length + this.underway.size + this.later.size;
  }

  open(session) {
    this.receivers.add(session);
    this.flush();
  }

  /** What this receiver had not acknowledged waits for the next one. */
  close(session) {
    this.receivers.delete(session);
    for (const [item, to] of this.underway) {
      if (to !== session) continue;
      this.underway.delete(item);
      this.waiting.push(item);
    }
    this.flush();
  }

  give(item) {
    const copies = this.options.doubled ? [item, { ...item }] : [item];
    this.waiting.push(...copies);
    this.flush();
  }

  flush() {
    const least = this.options.shuffled;
    if (!this.receivers.size || this.waiting.length < least) return;
    if (least) this.waiting.sort(() => Math.random() - 0.5);
    for (const item of this.waiting.splice(0)) this.bring(item);
  }

  bring(item) {
    const [receiver] = this.receivers;
    if (!receiver) return void this.waiting.push(item);
    this.underway.set(item, receiver);
    receiver.send(new smpp.PDU("deliver_sm", { ...item.pdu }), (answer) => this.answered(item, receiver, answer));
  }

  answered(item, receiver, answer) {
    if (this.underway.get(item) !== receiver) return;
    this.underway.delete(item);
    this.write({ event: item.kind, id: item.id, stat: item.stat, status: answer.command_status });
    if (!answer.command_status) return;
    this.later.add(item);
    setTimeout(() => {
      this.later.delete(item);
      this.bring(item);
    }, AGAIN_AFTER);
  }
}
