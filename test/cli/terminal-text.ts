/** What is written to standard error meanwhile, with each of the two streams as a terminal or not. */
export async function terminalText(isTerminal: { out: boolean; err: boolean }, act: () => Promise<unknown>): Promise<string> {
  const streams = { out: process.stdout, err: process.stderr };
  const write = process.stderr.write.bind(process.stderr);
  const before = { out: process.stdout.isTTY, err: process.stderr.isTTY };
  let text = '';
  process.stderr.write = (chunk: string | Uint8Array) => {
    text += chunk.toString();
    return true;
  };
  for (const name of ['out', 'err'] as const) streams[name].isTTY = isTerminal[name];
  try {
    await act();
  } finally {
    process.stderr.write = write;
    for (const name of ['out', 'err'] as const) streams[name].isTTY = before[name];
  }
  return text;
}
