/**
 * Whether an answer has each of `expected`, texts such as `"decision":"permit"`. Where one names a key, the answer's first such key counts: what stands
 * further down, of a decision that was only observed say, is not what the caller is told.
 */
export function isAnswered(text, expected) {
  return expected.every((each) => {
    const at = text.indexOf(each);
    return at !== -1 && at === text.indexOf(each.slice(0, each.indexOf(':') + 1));
  });
}
