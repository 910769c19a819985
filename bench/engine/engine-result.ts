/** What a run of the engine alone took. */
export interface EngineResult {
  readonly messages: number;
  readonly cpuMs: number;
  readonly elapsedMs: number;
  /** What more is in use than before; all that was allocated when nothing was collected in between. */
  readonly allocatedBytes: number;
  /** Garbage collections while it ran. */
  readonly collections: number;
}
