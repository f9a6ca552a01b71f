/** What is known at once, or later. */
export type Answer<T> = T | Promise<T>;

/** Goes on with what is known, at once where it is: waiting costs even where there is nothing to wait for. */
export function withAnswer<T, U>(answer: Answer<T>, next: (value: T) => Answer<U>): Answer<U> {
  return answer instanceof Promise ? answer.then(next) : next(answer);
}

export function allAnswers<T>(answers: readonly Answer<T>[]): Answer<readonly T[]> {
  return answers.some((answer) => answer instanceof Promise) ? Promise.all(answers) : (answers as readonly T[]);
}

/** The answer, or nothing where it failed. */
export async function orNothing<T>(look: () => Answer<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch {
    return undefined;
  }
}

/** `look` at the first call; after that what came of it, also where it failed. */
export function once<T>(look: () => Answer<T>): () => Answer<T> {
  let found: { answer: Answer<T> } | { failure: unknown } | undefined;
  return () => {
    found ??= tried(look);
    if ('failure' in found) throw found.failure;
    return found.answer;
  };
}

function tried<T>(look: () => Answer<T>): { answer: Answer<T> } | { failure: unknown } {
  try {
    return { answer: look() };
  } catch (failure) {
    return { failure };
  }
}
