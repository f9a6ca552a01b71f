/** Median with the least and the greatest, of figures of several rounds. */
export function spread(figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  return { median: middleOf(sorted), least: sorted[0], greatest: sorted.at(-1), rounds: sorted.length };
}

export const median = (figures) => middleOf([...figures].sort((a, b) => a - b));

export function shuffled(list) {
  const left = [...list];
  return Array.from(list, () => left.splice(Math.floor(Math.random() * left.length), 1)[0]);
}

/** `sorted`: figures from the least up; `share`: 0.99 for p99. */
export const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

function middleOf(sorted) {
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
