/** What `promised` comes to, or a rejection with what `late` makes where that takes longer. Nobody waits for what comes later. */
export async function inTime<T>(promised: Promise<T>, milliseconds: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(late());
    }, milliseconds);
  });
  return Promise.race([promised, deadline]).finally(() => {
    clearTimeout(timer);
  });
}
