import { expect } from 'chai';
import { createLogLines, type LogPlace } from '../../src/cli/log-lines.js';
import { until } from '../support/until.js';

const full = () => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
const line = (text: string) => `${text}\n`;

/** A place with room for so many bytes, which takes what it can. */
function placeFor(bytes: number): { place: LogPlace; text: () => string; makeRoom: (more: number) => void } {
  let room = bytes;
  let text = '';
  const writeNow = (given: Buffer): number => {
    const written = Math.min(room, given.length);
    if (written === 0) throw full();
    room -= written;
    text += given.subarray(0, written).toString();
    return written;
  };
  const write: LogPlace['write'] = (given, done) => {
    setImmediate(() => {
      try {
        done(null, writeNow(given));
      } catch (cause) {
        done(cause as NodeJS.ErrnoException, 0);
      }
    });
  };
  return { place: { write, writeNow }, text: () => text, makeRoom: (more) => { room += more; } };
}

describe('the lines of the log', () => {
  it('are written without being asked for again, in their order', async () => {
    const { place, text } = placeFor(Infinity);
    const lines = createLogLines(place);
    const all = Array.from({ length: 5_000 }, (_, index) => line(`line ${index}`));
    all.forEach(lines.write);
    await until(() => text() === all.join(''));
  });

  it('are written whole, and no more at once than a pipe takes whole, but for a line that is longer alone', async () => {
    const written: Buffer[] = [];
    const write: LogPlace['write'] = (given, done) => {
      written.push(Buffer.from(given));
      setImmediate(() => { done(null, given.length); });
    };
    const lines = createLogLines({ write, writeNow: (bytes) => bytes.length });
    const all = Array.from({ length: 3_000 }, (_, index) => line(`${index} ${'ü'.repeat(index % 300)}`));
    all.splice(100, 0, line('x'.repeat(9_000)));
    all.forEach(lines.write);
    await until(() => Buffer.concat(written).toString() === all.join(''));
    expect(written.filter(({ length }) => length > 4096)).to.have.length(1);
    expect(written.every((each) => each.at(-1) === 10)).to.equal(true);
  });

  it('go on where a full disk broke one off, once there is room, and say how many were lost', async () => {
    const { place, text, makeRoom } = placeFor(8);
    const lines = createLogLines(place, { mostWaiting: 100 });
    for (let index = 0; index < 20; index += 1) lines.write(line(`${index}`.padStart(9, '.')));
    await until(() => text().length === 8);
    makeRoom(10_000);
    await until(() => text().includes('lost'));
    const written = text().trimEnd().split('\n');
    expect(written.slice(0, 10)).to.deep.equal(Array.from({ length: 10 }, (_, index) => `${index}`.padStart(9, '.')));
    expect(written).to.have.length(11);
    expect(JSON.parse(written[10] ?? '')).to.include({ lost: 10, level: 40 });
    lines.write(line('later'));
    await until(() => text().endsWith('later\n'));
  });

  it('are written at the end of the process, and wait for no room there', () => {
    const { place, text } = placeFor(12);
    let refusals = 0;
    const counted: LogPlace = { ...place, writeNow: (bytes) => {
      try {
        return place.writeNow(bytes);
      } catch (cause) {
        refusals += 1;
        throw cause;
      }
    } };
    const lines = createLogLines(counted);
    lines.write(line('first'));
    lines.write(line('second'));
    lines.end();
    expect(text()).to.equal('first\nsecond');
    expect(refusals, 'it is not tried again').to.equal(1);
  });

  it('wait half a second at the end for a reader who is slow', () => {
    const { place, text } = placeFor(Infinity);
    let refusals = 3;
    const slow: LogPlace = { ...place, writeNow: (bytes) => {
      if ((refusals -= 1) >= 0) throw Object.assign(new Error('try again'), { code: 'EAGAIN' });
      return place.writeNow(bytes);
    } };
    const lines = createLogLines(slow);
    lines.write(line('last'));
    lines.end();
    expect(text()).to.equal('last\n');
    refusals = Infinity;
    lines.write(line('nobody reads'));
    const before = performance.now();
    lines.end();
    expect(performance.now() - before).to.be.within(400, 5_000);
  });
});
