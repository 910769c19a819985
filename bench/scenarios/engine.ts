import { allocatedPerMessage, runEngine } from '../engine/run-engine.ts';
import { figureOf } from '../report/figure.ts';
import { bySize, type Scenario } from './scenario.ts';

const bodyBytes = 20_000;

/** The engine and its documents, with everything around them in memory. */
export const engine: Scenario = {
  name: 'engine',
  title: 'The engine alone',
  measure: async (options) => {
    const messages = bySize(options, { smoke: 20, usual: 5_000, full: 20_000 });
    const counted = bySize(options, { smoke: 20, usual: 400, full: 400 });
    const rates: number[] = [];
    const cpu: number[] = [];
    for (let number = 1; number <= options.runs; number += 1) {
      options.say(`engine: run ${number} of ${options.runs}`);
      const { elapsedMs, cpuMs } = await runEngine(messages, bodyBytes);
      rates.push((1000 * messages) / elapsedMs);
      cpu.push(cpuMs / messages);
    }
    return {
      settings: `${messages} messages with HTML bodies of 20 kB, in memory, without attachments; an index that accepts everything; state in memory. The same for EWS and Graph.`,
      figures: [
        figureOf(
          { name: 'Rate', unit: 'messages/s', because: 'Cleaning of HTML, digests and documents; of this machine.' },
          rates,
        ),
        figureOf({ name: 'CPU per message', unit: 'ms', because: 'The same, collection of garbage included.' }, cpu),
        figureOf(
          {
            name: 'Allocated for each message',
            unit: 'kB',
            because:
              'Everything that the engine asks V8 for, on the heap and beside it: a count, with nothing collected.',
          },
          [(await allocatedPerMessage(counted, bodyBytes)) / 1000],
        ),
      ],
    };
  },
};
