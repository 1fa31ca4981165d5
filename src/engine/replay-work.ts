/** A simulation's share of the work: events in, counts out. */
import { eventsOf } from '../log/batch.js';
import { Simulation, type SimulationJob } from '../replay/simulation.js';
import type { Work } from './work.js';

export function replayWork(job: SimulationJob): Work {
  const simulation = new Simulation(job);
  return {
    process: (batch) => {
      for (const event of eventsOf(batch)) simulation.add(event);
      return { matched: 0, messages: '', partial: simulation.take() };
    },
  };
}
