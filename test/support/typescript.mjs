import { isMainThread } from 'node:worker_threads';
import 'tsx';

// tsx itself has TypeScript read in the main thread alone
if (!isMainThread) (await import('tsx/esm/api')).register();
