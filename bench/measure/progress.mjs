// Tells on standard error what is being measured, and about how long the rest takes.

/** `expect(count)`: so many more steps are to come. */
export function createProgress(title) {
  let started = performance.now();
  let [done, steps] = [0, 0];
  const note = (text) => console.error(`${title}: ${text}`);
  return {
    note,
    expect(count) {
      if (steps === 0) started = performance.now();
      steps += count;
    },
    step(text) {
      const each = (performance.now() - started) / 1_000 / Math.max(done, 1);
      note(`[${done + 1}/${steps}] ${text}${done === 0 ? '' : `, about ${clock(each * (steps - done))} to go`}`);
      done += 1;
    },
  };
}

function clock(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
