import { connect, type Socket } from 'node:net';

export interface OpenLoop {
  port: number;
  /** requests a second, sent whether or not those before them were answered */
  rate: number;
  milliseconds: number;
  /** connections, open from the start; what finds none free waits for one, and that counts as latency */
  connections: number;
  /** the bytes of request `n` */
  request: (n: number) => Buffer;
}

export interface Arrived {
  n: number;
  status: number;
  text: string;
  retryAfter: string | undefined;
  /** milliseconds from when it was to be sent to the end of its answer */
  latency: number;
}

export interface LoopOutcome {
  sent: number;
  arrived: Arrived[];
  /** connections that broke, and with each the request that it carried */
  broken: number;
}

interface Sending {
  n: number;
  due: number;
}

/** Sends at a fixed rate as many independent callers would, and resolves when everything was answered, or `patience` after the last was sent. */
export async function openLoop({ port, rate, milliseconds, connections, request }: OpenLoop, patience = 10_000): Promise<LoopOutcome> {
  const outcome: LoopOutcome = { sent: 0, arrived: [], broken: 0 };
  const idle: Caller[] = [];
  const waiting: Sending[] = [];

  function send(sending: Sending): void {
    const caller = idle.pop();
    if (caller === undefined) waiting.push(sending);
    else caller.send(sending, request(sending.n));
  }

  function open(): Caller {
    const caller = createCaller(port, {
      answered: (arrived) => outcome.arrived.push(arrived),
      broken: () => { outcome.broken += 1; },
      free: () => {
        const next = waiting.shift();
        if (next === undefined) idle.push(caller);
        else caller.send(next, request(next.n));
      },
      gone: () => {
        if (idle.includes(caller)) idle.splice(idle.indexOf(caller), 1);
      },
    });
    return caller;
  }

  const callers = Array.from({ length: connections }, open);
  idle.push(...callers);
  await Promise.all(callers.map(async ({ heard }) => heard));
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  while (elapsed() < milliseconds) {
    const due = Math.floor((elapsed() / 1000) * rate);
    while (outcome.sent < due) {
      send({ n: outcome.sent, due: began + (outcome.sent / rate) * 1000 });
      outcome.sent += 1;
    }
    await pause(2);
  }
  const isSettled = () => outcome.arrived.length + outcome.broken >= outcome.sent;
  while (!isSettled() && elapsed() < milliseconds + patience) await pause(5);
  waiting.length = 0;
  for (const caller of callers) caller.close();
  return outcome;
}

/** Requests that are all there when process `pid` comes to look: it is stopped while they are sent. Resolves when each came to something. */
export async function burst(port: number, pid: number, requests: readonly Buffer[]): Promise<LoopOutcome> {
  const outcome: LoopOutcome = { sent: requests.length, arrived: [], broken: 0 };
  const callers = requests.map(() => createCaller(port, {
    answered: (arrived) => outcome.arrived.push(arrived),
    broken: () => { outcome.broken += 1; },
    free: () => undefined,
    gone: () => undefined,
  }));
  await Promise.all(callers.map(async ({ heard }) => heard));
  process.kill(pid, 'SIGSTOP');
  requests.forEach((bytes, n) => { callers[n]?.send({ n, due: performance.now() }, bytes); });
  await pause(50);
  process.kill(pid, 'SIGCONT');
  while (outcome.arrived.length + outcome.broken < outcome.sent) await pause(5);
  for (const caller of callers) caller.close();
  return outcome;
}

interface Caller {
  /** Resolves once it is heard, not only connected: it has asked for health, and got an answer. */
  heard: Promise<void>;
  send: (sending: Sending, bytes: Buffer) => void;
  close: () => void;
}

interface Hearing {
  answered: (arrived: Arrived) => void;
  broken: () => void;
  free: () => void;
  gone: () => void;
}

function createCaller(port: number, hearing: Hearing): Caller {
  const socket: Socket = connect(port, '127.0.0.1').setNoDelay(true);
  let current: Sending | undefined;
  let text = '';
  let greeted: (() => void) | undefined;
  const heard = new Promise<void>((resolve) => { greeted = resolve; });
  socket.write('GET /healthz HTTP/1.1\r\nHost: slotguard\r\n\r\n');
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    const answer = readAnswer(text);
    if (answer === undefined) return;
    text = '';
    if (current === undefined) {
      greeted?.();
      return;
    }
    const { n, due } = current;
    current = undefined;
    hearing.answered({ n, latency: performance.now() - due, ...answer });
    if (answer.isLast) socket.end();
    else hearing.free();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    greeted?.();
    if (current !== undefined) hearing.broken();
    current = undefined;
    hearing.gone();
  });
  return {
    heard,
    send: (sending, bytes) => {
      current = sending;
      socket.write(bytes);
    },
    close: () => socket.destroy(),
  };
}

function readAnswer(heard: string): { status: number; text: string; retryAfter: string | undefined; isLast: boolean } | undefined {
  const end = heard.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = heard.slice(0, end);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  if (heard.length < end + 4 + length) return undefined;
  const retryAfter = /\r\nretry-after: (\d+)/i.exec(head)?.[1];
  return { status: Number(heard.slice(9, 12)), text: heard.slice(end + 4, end + 4 + length), retryAfter, isLast: /\r\nconnection: close/i.test(head) };
}

/** of latencies, or anything else that can be put in order */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export function postBytes(xml: string, path = '/v1/decisions'): Buffer {
  const body = Buffer.from(xml);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\nHost: slotguard\r\nContent-Type: application/xml\r\nContent-Length: ${body.length}\r\n\r\n`), body]);
}
