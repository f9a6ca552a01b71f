const codes: readonly (string | undefined)[] = ['EIO', 'ENOSPC', 'EDQUOT', 'EFBIG'];

/** Whether an error of the file system tells of the disk itself, that it is full or fails: nothing that is done otherwise, or elsewhere on it, mends that. */
export function hasDiskFailed(cause: unknown): boolean {
  return codes.includes((cause as NodeJS.ErrnoException).code);
}
