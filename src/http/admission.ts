import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { callerGone } from './body-chunks.js';
import { createHeldBodies, type HeldBodies } from './held-bodies.js';
import { Refusal } from './problems.js';
import { createRounds } from './rounds.js';
import { createTurnClock } from '../domain/turn-clock.js';
import { isGone, whenAnswered } from './when-answered.js';

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
  /** Lets a request in until it is answered or its caller gone; throws `Refusal('overloaded')` where there is no room. */
  enter(room: Room, weight: number, response: Entering): void;
  /**
   * Lets in a Service Request whose body is there, and gives what `read` makes of it when it is to be decided, together with others that came, but
   * no more at a time than can be read while nobody else waits for long. Throws as `enter` does, and what `read` throws.
   */
  joinRound<T>(weight: number, response: Entering, read: () => T): Promise<T>;
  /** Whether whatever else is to be done should wait for the next turn of the event loop: others have been waiting for this one to end. */
  isTurnOver(): boolean;
  /**
   * Reads much at once in a turn of the event loop in which little was done yet. While others are busy they go first, but for no longer than requests may
   * keep each other waiting; while Service Requests wait, no two readings follow each other. Rejects with `callerGone` where the caller went away meanwhile.
   */
  readInTurn<T>(response: Entering, read: () => Promise<T>): Promise<T>;
  /** A connection was taken up: the round that is gathering waits for what comes on it. */
  noteConnection: () => void;
  /** Waits for room: of a line of a batch, whose caller is not read from meanwhile. The answer is to be called when the line is answered. */
  enterInTurn(room: Room, weight: number, response: Entering): Promise<() => void>;
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
  /** Whether callers are told apart: then those who do not say who they are count as one. */
  areCallersKnown?: () => boolean;
}

type Entering = ServerResponse & { locals?: { caller?: string } };

/** A reload proves the rules, which takes a good part of a second, and they follow each other. */
const maxReloads = 32;
/** What an explanation costs, as so many decisions. */
const explanationWeight = 16;
const turnMilliseconds = 2;
const longestTurnMilliseconds = 10;
/** of a room that one caller may fill: there is always some left for others */
const mostOfOne = 7 / 8;
/** no name of a caller */
const anonymous = '';
/** of a round: to hear a thousand new callers takes some time, beside a thousand who are there */
const patience = { requests: 5, connections: 200 };

export function weightOf(isExplained: boolean): number {
  return isExplained ? explanationWeight : 1;
}

export function overloaded(): Refusal {
  return new Refusal('overloaded', 'more requests came than can be answered in time, and nothing was decided: send it again after the seconds of Retry-After');
}

export function createAdmission({ areCallersKnown = () => false, ...settings }: AdmissionSettings, sinceTurnBegan = createTurnClock()): Admission {
  const most: Readonly<Record<Room, number>> = {
    decisions: settings.maxDecisions,
    batches: settings.maxBatches,
    readings: settings.maxReadings,
    reloads: maxReloads,
  };
  const inside: Record<Room, number> = { decisions: 0, batches: 0, readings: 0, reloads: 0 };
  const counts: Record<Overload, number> = { room: 0, delay: 0, bytes: 0 };
  const ofCaller: Record<Room, Map<string, number>> = { decisions: new Map(), batches: new Map(), readings: new Map(), reloads: new Map() };
  const rounds = createRounds(patience);
  /** how many a turn had no time for, and whether much was read since one of them went on: readings come in timers, before them, and could fill every turn */
  const behind = { decisions: 0, hasRead: false };
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

  function isTurnOver(): boolean {
    return sinceTurnBegan() > longestTurnMilliseconds;
  }

  function isLate(): boolean {
    return sinceTurnBegan() > settings.maxDelayMilliseconds;
  }

  /** What weighs more than the room holds comes in alone. */
  function isFull(room: Room, weight: number): boolean {
    return inside[room] > 0 && inside[room] + weight > most[room];
  }

  function whoAsks({ locals }: Entering): string | undefined {
    return locals?.caller ?? (areCallersKnown() ? anonymous : undefined);
  }

  function isFullFor(caller: string | undefined, room: Room, weight: number): boolean {
    const own = caller === undefined ? 0 : (ofCaller[room].get(caller) ?? 0);
    return isFull(room, weight) || (own > 0 && own + weight > Math.ceil(most[room] * mostOfOne));
  }

  function take(caller: string | undefined, room: Room, weight: number): () => void {
    inside[room] += weight;
    if (caller !== undefined) add(ofCaller[room], caller, weight);
    return () => {
      inside[room] -= weight;
      if (caller !== undefined) add(ofCaller[room], caller, -weight);
    };
  }

  function enter(room: Room, weight: number, response: Entering): void {
    const caller = whoAsks(response);
    if (isFullFor(caller, room, weight)) throw turnAway('room');
    if (!isGone(response)) whenAnswered(response, take(caller, room, weight));
  }

  return {
    findOverload: (room, weight) => {
      if (isFull(room, weight)) return shed('room');
      return isLate() ? shed('delay') : undefined;
    },
    enter,
    joinRound: async (weight, response, read) => {
      enter('decisions', weight, response);
      await rounds.join();
      const goesOn = performance.now();
      while (isTurnOver()) {
        behind.decisions += 1;
        await nextTurn();
        behind.decisions -= 1;
        if (performance.now() - goesOn > settings.maxDelayMilliseconds) throw turnAway('delay');
      }
      behind.hasRead = false;
      return read();
    },
    isTurnOver,
    readInTurn: async (response, read) => {
      const began = performance.now();
      while (isTurnOver() || (behind.hasRead && behind.decisions > 0)) {
        await (performance.now() - began > settings.maxDelayMilliseconds ? nextTurn() : pause(turnMilliseconds));
        if (isGone(response)) throw callerGone;
      }
      behind.hasRead = true;
      return read();
    },
    noteConnection: rounds.expectMore,
    enterInTurn: async (room, weight, response) => {
      while (isFullFor(whoAsks(response), room, weight)) await pause(turnMilliseconds);
      return take(whoAsks(response), room, weight);
    },
    bodies: createHeldBodies(settings.maxHeldBytes, () => shed('bytes')),
    counts: () => ({ ...counts }),
    isTurningAway: () => performance.now() - lastShed < 1000,
  };
}

function add(counts: Map<string, number>, key: string, weight: number): void {
  const count = (counts.get(key) ?? 0) + weight;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
