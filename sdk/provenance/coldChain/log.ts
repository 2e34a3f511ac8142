/** One measurement of a logger. */
export interface Reading {
  /** Milliseconds since 1970, UTC. */
  readonly time: number
  /** °C. */
  readonly celsius: number
  /** Per cent relative humidity; null where none was measured. */
  readonly humidity: number | null
}

export interface Extremes {
  /** °C. */
  readonly minimum: number
  /** °C. */
  readonly maximum: number
}

/** What was wrong with a log that could still be read, by stable code. */
export const logIssues = {
  REVERSED_ORDER: {
    effect: 'noted',
    message: 'The rows run from the newest to the oldest; they were turned.',
  },
  OUT_OF_ORDER: { effect: 'noted', message: 'Rows stood later than they belong; they were sorted by time.' },
  DUPLICATE: { effect: 'noted', message: 'Rows repeat a reading; each is counted once.' },
  MISSING_VALUE: { effect: 'noted', message: 'Rows have no temperature; their time counts as not measured.' },
  HUMIDITY_UNREADABLE: { effect: 'noted', message: 'Humidities that are no per cent were left out.' },
  CONFLICTING_DUPLICATE: {
    effect: 'doubt',
    message: 'Rows give different temperatures for one time; all of them are counted.',
  },
  TEXT_VALUE: {
    effect: 'doubt',
    message: 'Rows have text where the temperature belongs; they were left out.',
  },
  IMPOSSIBLE_VALUE: {
    effect: 'doubt',
    message: 'Rows have a temperature that no logger measures; they were left out.',
  },
  TIME_UNREADABLE: {
    effect: 'doubt',
    message: 'Rows have no time that can be read; only their extremes count.',
  },
  SENSOR_ERROR: {
    effect: 'doubt',
    message: 'Reports say that the sensor failed, or raised an alarm without a value.',
  },
  ROW_BROKEN: { effect: 'doubt', message: 'Rows are cut short or too long; they were left out.' },
  CLOCK_BACKWARDS: {
    effect: 'doubt',
    message:
      'The clock of the logger went back within the log, or a part of it stands twice: time may have passed that is not counted. Export it once, with times in UTC.',
  },
  CLOCK_RESET: {
    effect: 'doubt',
    message: 'Rows bear a time before 2010, as of a clock that lost its setting; only their extremes count.',
  },
  CLOCK_FUTURE: { effect: 'doubt', message: 'Rows bear a time that is not yet; only their extremes count.' },
} as const

export type LogIssueCode = keyof typeof logIssues

export interface LogIssue {
  readonly code: LogIssueCode
  readonly count: number
  /** Line or report of the first one, from 1; 0 where it concerns the whole. */
  readonly first: number
}

/** A log as it is assessed: a pure function of what was received and of the time of receipt. */
export interface ColdChainLog {
  /** Ascending by time; readings that contradict each other share one time. */
  readonly readings: readonly Reading[]
  /** Of temperatures that were measured at a time nobody knows, or of aggregates; null where there are none. */
  readonly unplaced: Extremes | null
  readonly issues: readonly LogIssue[]
}

/** Limits on what is read. */
export const logLimits = {
  /** Bytes of a file: 64 MiB. */
  maximumBytes: 64 * 1024 * 1024,
  maximumRows: 1_000_000,
  /** Characters of a line. */
  maximumLine: 4096,
  /** Lines that an export may have above its header. */
  maximumPreamble: 100,
  /** °C between which loggers measure: liquid nitrogen boils at −196 °C; probes end at 150 °C. */
  minimumCelsius: -200,
  maximumCelsius: 150,
} as const

export type LogLimits = { readonly [name in keyof typeof logLimits]: number }
