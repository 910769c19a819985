import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/**
 * Watches the worker from within: loaded before it (`--import`), in the main thread and in the sync thread. Writes a JSON line
 * every so often into the file that PROBE_FILE names. The worker knows nothing of it.
 */
const file = process.env['PROBE_FILE'];
const everyMs = 100;
const lookMs = 10;

if (file !== undefined) {
  const loop = monitorEventLoopDelay({ resolution: lookMs });
  loop.enable();
  // The histogram knows percentiles of all, but not which part of the run they are from: a timer of its own tells that.
  let last = performance.now();
  let longestMs = 0;
  const look = () => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last - lookMs);
    last = now;
  };
  setInterval(look, lookMs).unref();
  const write = (final) => {
    look();
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    const handles = process.getActiveResourcesInfo();
    const sample = {
      thread: isMainThread ? 'main' : 'sync',
      at: Date.now(),
      cpuMs: (user + system) / 1000,
      rss,
      heapUsed,
      external,
      arrayBuffers,
      handles: handles.length,
      sockets: handles.filter((name) => /TCP|TLS/.test(name)).length,
      longestDelayMs: Math.round(longestMs * 10) / 10,
      p99DelayMs: Math.round(loop.percentile(99) / 1e5) / 10 - lookMs,
      final,
      ...(final ? { peakRss: process.resourceUsage().maxRSS * 1024 } : {}),
    };
    longestMs = 0;
    appendFileSync(file, `${JSON.stringify(sample)}\n`);
  };
  setInterval(() => write(false), everyMs).unref();
  if (isMainThread) process.on('exit', () => write(true));
}
