/** Commands that SIGHUP asks to read something again; any other is ended by it, as by a terminal that is closed. */
const serving = ['serve', 'demo'];

let hasCome = false;

function note(): void {
  hasCome = true;
}

/** Remembers those that come from now on, each of which would otherwise end the process. */
export function noteHangUps(): void {
  process.off('SIGHUP', note).on('SIGHUP', note);
}

/** Does it at each SIGHUP, and for those that came before. */
export function onHangUp(act: () => void): void {
  process.on('SIGHUP', act).off('SIGHUP', note);
  if (hasCome) act();
}

/** The first word that is neither an option nor the value of one. */
function commandOf(args: readonly string[]): string | undefined {
  return args.find((word, index) => !word.startsWith('-') && args[index - 1] !== '--config');
}

// all that serving needs takes longer to load than to begin
if (serving.includes(commandOf(process.argv.slice(2)) ?? '')) noteHangUps();
