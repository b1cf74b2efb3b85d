/** The simulator's time: it runs with the machine's, from where it was set, unless it is frozen. */
export interface SimulatorClock {
  readonly now: () => number;
  readonly freeze: () => void;
  readonly advance: (ms: number) => void;
}

/** @param offsetMs how far it stands from the machine's clock; negative is in the past */
export function simulatorClock(offsetMs = 0, machineNow: () => number = Date.now): SimulatorClock {
  let offset = offsetMs;
  let frozenAt: number | undefined;
  return {
    now: () => frozenAt ?? machineNow() + offset,
    freeze: () => {
      frozenAt ??= machineNow() + offset;
    },
    advance: (ms) => {
      if (frozenAt === undefined) offset += ms;
      else frozenAt += ms;
    },
  };
}
