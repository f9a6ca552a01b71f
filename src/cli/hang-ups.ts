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

// all that serving needs takes longer to load than to begin
if (serving.some((command) => process.argv.includes(command))) noteHangUps();
