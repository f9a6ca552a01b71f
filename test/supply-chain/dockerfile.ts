import { readFileSync } from 'node:fs';

export interface Instruction {
  keyword: string;
  text: string;
}

/** The instructions of the Dockerfile in order, lines that go on joined. */
export function readDockerfile(): Instruction[] {
  const lines = readFileSync('Dockerfile', 'utf8').replace(/\\\n\s*/g, '').split('\n');
  return lines.filter((line) => /^[A-Z]+ /.test(line)).map((line) => ({ keyword: line.slice(0, line.indexOf(' ')), text: line.slice(line.indexOf(' ') + 1) }));
}

/** Those of the image that is shipped: of the last stage. */
export function shippedStage(): Instruction[] {
  const instructions = readDockerfile();
  return instructions.slice(instructions.findLastIndex(({ keyword }) => keyword === 'FROM'));
}

/** What the image sets in the environment. */
export function imageEnvironment(): Record<string, string> {
  const settings = shippedStage().filter(({ keyword }) => keyword === 'ENV').flatMap(({ text }) => text.split(' '));
  return Object.fromEntries(settings.map((setting) => [setting.slice(0, setting.indexOf('=')), setting.slice(setting.indexOf('=') + 1)]));
}
