import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Loaded into a serving process: tells its parent, when asked, for how many milliseconds at the most the event loop stood still since it was asked last. */
const delays = monitorEventLoopDelay({ resolution: 10 });
delays.enable();
process.on('message', () => {
  process.send?.(delays.max / 1e6);
  delays.reset();
});
process.channel?.unref();
