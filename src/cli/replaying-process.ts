import { replay } from '../replay/replay.js';
import { rememberJudgements } from '../rules/judge.js';
import { openStoreToRead } from '../store/open-to-read.js';
import { answerAsHelper } from './answer-as-helper.js';
import { planAt, type ReplayingWork } from './replay-all.js';

/** Replays stretches of the records for the process that began it. */
answerAsHelper<ReplayingWork>(({ configuration, rules, span }) => {
  const { reference, audit } = openStoreToRead(configuration.store.url);
  const judge = rememberJudgements(planAt(rules));
  const present = { reference, settings: configuration };
  return (stretch) => replay({ audit: { readDecisions: (within) => audit.readStretch(within, stretch) }, present, judge, span, onProgress: () => undefined });
});
