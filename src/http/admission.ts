import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createHeldBodies, type HeldBodies } from './held-bodies.js';
import { Refusal } from './problems.js';
import { createRounds } from './rounds.js';
import { createTurnClock } from './turn-clock.js';

/** Requests are let in by what they ask for, each kind up to a number of its own, so that none keeps the others out. */
export type Room = 'decisions' | 'batches' | 'readings' | 'reloads';

/** Why a request is turned away: its room is full, those that came with it take too long, or too many bytes of bodies are held. */
export const overloads = ['room', 'delay', 'bytes'] as const;
export type Overload = (typeof overloads)[number];

/**
 * Keeps a flood from slowing every answer down: a request is let in while there is room, and turned away otherwise. There is room again as
 * soon as others leave: nothing is remembered of a flood.
 */
export interface Admission {
  /** Why a request is to be turned away before its body is read, if it is; then it counts as turned away. */
  findOverload(room: Room, weight: number): Overload | undefined;
  /** Lets a request in until its answer is through or its caller gone; throws `Refusal('overloaded')` where there is no room. */
  enter(room: Room, weight: number, response: ServerResponse): void;
  /** Lets in a Service Request whose body is there, and resolves when it is to be decided, together with others that came. Throws as `enter` does. */
  joinRound(weight: number, response: ServerResponse): Promise<void>;
  /** A connection was taken up: the round that is gathering waits for what comes on it. */
  noteConnection: () => void;
  /** Waits for room: of a line of a batch, whose caller is not read from meanwhile. The answer is to be called when the line is answered. */
  enterInTurn(room: Room, weight: number): Promise<() => void>;
  /** those that are not whole yet */
  bodies: HeldBodies;
  counts: () => ShedCounts;
  /** whether a request was turned away within the last second */
  isTurningAway(): boolean;
}

/** How many were turned away since the start. */
export type ShedCounts = Readonly<Record<Overload, number>>;

export interface AdmissionSettings {
  /** Service Requests, alone or as lines of batches, that are being decided at a time */
  maxDecisions: number;
  maxBatches: number;
  /** listings, records, reports and rules that are being read at a time */
  maxReadings: number;
  /** of all bodies that are not whole yet */
  maxHeldBytes: number;
  /** how long requests that came together may keep each other waiting */
  maxDelayMilliseconds: number;
}

/** A reload proves the rules, which takes a good part of a second, and they follow each other. */
const maxReloads = 32;
/** What an explanation costs, as so many decisions. */
const explanationWeight = 16;
const turnMilliseconds = 2;
/** of a round: to hear a thousand new callers takes some time, beside a thousand who are there */
const patience = { requests: 5, connections: 200 };

export function weightOf(isExplained: boolean): number {
  return isExplained ? explanationWeight : 1;
}

export function overloaded(): Refusal {
  return new Refusal('overloaded', 'more requests came than can be answered in time, and nothing was decided: send it again after the seconds of Retry-After');
}

export function createAdmission(settings: AdmissionSettings, sinceTurnBegan = createTurnClock()): Admission {
  const most: Readonly<Record<Room, number>> = { decisions: settings.maxDecisions, batches: settings.maxBatches, readings: settings.maxReadings, reloads: maxReloads };
  const inside: Record<Room, number> = { decisions: 0, batches: 0, readings: 0, reloads: 0 };
  const counts: Record<Overload, number> = { room: 0, delay: 0, bytes: 0 };
  const rounds = createRounds(patience);
  let lastShed = -Infinity;

  function shed(overload: Overload): Overload {
    counts[overload] += 1;
    lastShed = performance.now();
    return overload;
  }

  function turnAway(overload: Overload): Refusal {
    shed(overload);
    return overloaded();
  }

  function isLate(): boolean {
    return sinceTurnBegan() > settings.maxDelayMilliseconds;
  }

  /** What weighs more than the room holds comes in alone. */
  function isFull(room: Room, weight: number): boolean {
    return inside[room] > 0 && inside[room] + weight > most[room];
  }

  function take(room: Room, weight: number): () => void {
    inside[room] += weight;
    return () => { inside[room] -= weight; };
  }

  function enter(room: Room, weight: number, response: ServerResponse): void {
    if (isFull(room, weight)) throw turnAway('room');
    if (!response.destroyed && !response.req.socket.destroyed) whenGone(response, take(room, weight));
  }

  return {
    findOverload: (room, weight) => {
      if (isFull(room, weight)) return shed('room');
      return isLate() ? shed('delay') : undefined;
    },
    enter,
    joinRound: async (weight, response) => {
      enter('decisions', weight, response);
      await rounds.join();
      if (isLate()) throw turnAway('delay');
    },
    noteConnection: rounds.expectMore,
    enterInTurn: async (room, weight) => {
      while (isFull(room, weight)) await pause(turnMilliseconds);
      return take(room, weight);
    },
    bodies: createHeldBodies(settings.maxHeldBytes, () => shed('bytes')),
    counts: () => ({ ...counts }),
    isTurningAway: () => performance.now() - lastShed < 1000,
  };
}

/** An answer that waits for those before it on its connection does not hear when the connection closes. */
function whenGone(response: ServerResponse, leave: () => void): void {
  const { socket } = response.req;
  const gone = (): void => {
    response.off('close', gone);
    socket.off('close', gone);
    leave();
  };
  response.once('close', gone);
  if (response.socket === null) socket.setMaxListeners(0).once('close', gone);
}
