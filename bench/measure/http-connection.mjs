// One kept-alive connection that has one request in flight: as little work as can be, for the load generator shares the machine with what it loads.
import { connect } from 'node:net';

/** `answered(text)`: the whole answer, head and body; `broken()`: the connection went while a request was in flight. */
export function openConnection({ hostname, port }, { answered, broken }) {
  let socket;
  let held = '';
  let isWaiting = false;

  function open() {
    const opened = connect(Number(port), hostname).setNoDelay(true);
    socket = opened;
    opened.on('error', () => undefined);
    opened.on('data', (chunk) => {
      held += chunk.latin1Slice();
      if (!isWhole(held)) return;
      const answer = held;
      held = '';
      isWaiting = false;
      if (asksToLeave(answer)) {
        socket = undefined;
        opened.end();
      }
      answered(answer);
    });
    opened.on('close', () => {
      if (socket !== opened) return;
      socket = undefined;
      held = '';
      if (!isWaiting) return;
      isWaiting = false;
      broken();
    });
    return new Promise((resolve) => opened.once('connect', resolve).once('close', resolve));
  }

  return {
    open,
    send(bytes) {
      if (socket === undefined || socket.destroyed || socket.readyState === 'readOnly') void open();
      isWaiting = true;
      socket.write(bytes);
    },
    close() {
      const closing = socket;
      socket = undefined;
      closing?.destroy();
    },
  };
}

/** The server closes the connection after this answer, and another must be opened. */
function asksToLeave(answer) {
  return /\r\nconnection: *close\r\n/i.test(answer.slice(0, answer.indexOf('\r\n\r\n') + 2));
}

function isWhole(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end));
  return length === null ? text.endsWith('0\r\n\r\n') : text.length >= end + 4 + Number(length[1]);
}
