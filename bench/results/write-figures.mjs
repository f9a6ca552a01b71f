// Figures as a person reads them, and tables in Markdown.

/** Three digits that count; whole from a hundred on. */
export function figure(number) {
  if (number === undefined || number === null || Number.isNaN(number)) return '-';
  if (Math.abs(number) >= 100) return Math.round(number).toLocaleString('en');
  return Number(number.toPrecision(3)).toString();
}

/** Median, with the least and the greatest. */
export const range = ({ median, least, greatest }) => `${figure(median)} (${figure(least)}-${figure(greatest)})`;

export const megabytes = (bytes) => `${figure(bytes / 1e6)} MB`;

export function table(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(heads), `|${heads.map((_, index) => (index === 0 ? '---' : '---:')).join('|')}|`, ...rows.map(line)].join('\n');
}

export const leftOutLines = (leftOut = []) => leftOut.map(({ name, why }) => `Left out: ${name}, ${why}.`).join('\n');

/** Nothing where every request was answered, and rightly. */
export function wrongLines(servers) {
  const bad = servers.filter(({ wrong, refused = 0, failed = 0 }) => wrong + refused + failed > 0);
  return bad.map(({ name, wrong, refused = 0, failed = 0, compared, firstWrong }) => {
    const first = firstWrong === undefined ? '' : ` The first: \`${firstWrong.replaceAll(/[\r\n`]+/g, ' ').slice(0, 300)}\``;
    return `**${name}: of ${figure(compared)} answers ${figure(wrong)} were of another decision; ${figure(refused)} requests were turned away with 503, ${figure(failed)} had no answer.**${first}`;
  }).join('\n');
}
