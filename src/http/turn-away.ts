import { overloaded, type Overload, type Room, weightOf } from './admission.js';
import { problemMediaType } from './answer-problem.js';
import type { Handler, HttpParts } from './http-parts.js';
import { hasLooseName } from './odd-headers.js';
import { problemKinds, problemOf } from './problems.js';
import { type Answer, isBearable, sendAnswer } from './send-answer.js';

const { status, retryAfter = 1 } = problemKinds.overloaded;
const answer: Answer = { status, type: problemMediaType, text: JSON.stringify(problemOf(overloaded())), headers: { 'Retry-After': String(retryAfter) } };
/** to what others may see another end of */
const lastAnswer: Answer = { ...answer, headers: { ...answer.headers, Connection: 'close' } };
const noticeMilliseconds = 1000;

/**
 * Lets requests through to `handle` while there is room, and answers the others at once: what a flood must not cost is time. They take their place only
 * when it is known who asks (`create-app.ts`): whoever may not ask keeps nobody else out.
 */
export function admitting(parts: HttpParts, room: Room | undefined, handle: Handler): Handler {
  if (room === undefined) return handle;
  const { admission, metrics } = parts;
  const notice = noticing(parts);
  return (request, response, next) => {
    const weight = weightOf(room === 'decisions' && request.url.includes('explain=true'));
    const overload = admission.findOverload(room, weight);
    if (overload === undefined) return handle(request, response, next);
    metrics.countProblem('overloaded');
    notice(overload);
    sendAnswer(response, hasLooseName(request.rawHeaders) ? lastAnswer : answer, { passOver: isBearable(request, parts) });
  };
}

/** One line in the log for all that were turned away in a second. */
function noticing({ log }: HttpParts): (overload: Overload) => void {
  let [turnedAway, noticedAt] = [0, -Infinity];
  return (overload) => {
    turnedAway += 1;
    const now = performance.now();
    if (now - noticedAt < noticeMilliseconds) return;
    log.warn({ turnedAway, why: overload }, 'too many requests: some were turned away');
    [turnedAway, noticedAt] = [0, now];
  };
}
