// What is kept between runs, in the cache: there whole or not at all, however a run ends and however many go on at the same time.
import { existsSync, renameSync, rmSync } from 'node:fs';

/** `make(making)` fills a folder that becomes `folder`, where that is not there yet. */
export async function keepFolder(folder, make) {
  if (existsSync(folder)) return;
  const making = `${folder}.making-${process.pid}`;
  const remove = () => rmSync(making, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    remove();
    await make(making);
    takeUp(making, folder);
  } finally {
    remove();
    process.off('exit', remove);
  }
}

/** Where another run was faster, its folder stays. */
function takeUp(making, folder) {
  try {
    renameSync(making, folder);
  } catch (cause) {
    if (!existsSync(folder)) throw cause;
  }
}
