/** The seven parameters of the chart, in its order. */
export const vitalNames = [
  'respiratory-rate',
  'oxygen-saturation',
  'supplemental-oxygen',
  'systolic-pressure',
  'pulse',
  'consciousness',
  'temperature',
] as const

export type VitalName = (typeof vitalNames)[number]

/**
 * One value of each parameter: per minute, %, 1 on oxygen or 0 on air, mm Hg, per minute, consciousness (0 alert,
 * 1 new confusion, 2 voice, 3 pain, 4 unresponsive), degrees Celsius.
 */
export type Vitals = { readonly [name in VitalName]: number }

/** Which oxygen saturation scale a competent clinician chose: 2 in confirmed hypercapnic respiratory failure. */
export type SaturationScale = 1 | 2

/** Points of all values up to and including `to`; null for what lies above the last edge. */
export interface ChartCell {
  readonly to: number | null
  readonly points: number
}

export interface ChartRow {
  readonly parameter: VitalName
  /** Oxygen saturation has three rows: scale 1, scale 2 on air, scale 2 on oxygen. */
  readonly column: 'any' | 'scale-1' | 'scale-2-on-air' | 'scale-2-on-oxygen'
  /** Decimals in which the chart states its edges; a finer value is rounded half up first. */
  readonly decimals: 0 | 1
  /** Ascending. */
  readonly cells: readonly ChartCell[]
}

export type Band = 'low' | 'low-medium' | 'medium' | 'high'

export interface DueResponse {
  readonly from: number
  readonly band: Band
  readonly response: string
}

export interface Chart {
  readonly format: 'salus-news2/1'
  readonly source: string
  readonly maximum: number
  readonly rows: readonly ChartRow[]
  /** Ascending by the least aggregate score that each is due from. */
  readonly responses: readonly DueResponse[]
  /** Where one parameter alone scores 3 and the aggregate calls for no more. */
  readonly singleParameter: DueResponse
}

const row = (
  parameter: VitalName,
  cells: readonly (readonly [to: number | null, points: number])[],
  column: ChartRow['column'] = 'any',
  decimals: ChartRow['decimals'] = 0,
): ChartRow => ({ parameter, column, decimals, cells: cells.map(([to, points]) => ({ to, points })) })

/**
 * NEWS2: Royal College of Physicians, National Early Warning Score (NEWS) 2, London 2017, charts 1 (points), 2
 * (thresholds) and 4 (clinical response, in our words).
 */
export const news2Chart: Chart = {
  format: 'salus-news2/1',
  source:
    'Royal College of Physicians. National Early Warning Score (NEWS) 2: Standardising the assessment of acute-illness severity in the NHS. London: RCP, 2017.',
  maximum: 20,
  rows: [
    row('respiratory-rate', [
      [8, 3],
      [11, 1],
      [20, 0],
      [24, 2],
      [null, 3],
    ]),
    row(
      'oxygen-saturation',
      [
        [91, 3],
        [93, 2],
        [95, 1],
        [null, 0],
      ],
      'scale-1',
    ),
    row(
      'oxygen-saturation',
      [
        [83, 3],
        [85, 2],
        [87, 1],
        [null, 0],
      ],
      'scale-2-on-air',
    ),
    row(
      'oxygen-saturation',
      [
        [83, 3],
        [85, 2],
        [87, 1],
        [92, 0],
        [94, 1],
        [96, 2],
        [null, 3],
      ],
      'scale-2-on-oxygen',
    ),
    row('supplemental-oxygen', [
      [0, 0],
      [null, 2],
    ]),
    row('systolic-pressure', [
      [90, 3],
      [100, 2],
      [110, 1],
      [219, 0],
      [null, 3],
    ]),
    row('pulse', [
      [40, 3],
      [50, 1],
      [90, 0],
      [110, 1],
      [130, 2],
      [null, 3],
    ]),
    row('consciousness', [
      [0, 0],
      [null, 3],
    ]),
    row(
      'temperature',
      [
        [35, 3],
        [36, 1],
        [38, 0],
        [39, 1],
        [null, 2],
      ],
      'any',
      1,
    ),
  ],
  responses: [
    { from: 0, band: 'low', response: 'Routine: repeat the observations at least every 12 hours.' },
    {
      from: 1,
      band: 'low',
      response:
        'Repeat at least every 4 to 6 hours. Tell the registered nurse, who assesses the patient and decides on more frequent observations or escalation.',
    },
    {
      from: 5,
      band: 'medium',
      response:
        'Repeat at least every hour. The nurse informs the medical team at once and asks for an urgent assessment by a clinician or team competent in acute illness; care goes on where monitoring is possible. Consider sepsis where infection is known or likely.',
    },
    {
      from: 7,
      band: 'high',
      response:
        'Monitor continuously. The nurse informs the medical team at once, at least at specialist registrar level; emergency assessment by a team with critical-care competencies, including advanced airway skills; consider transfer to a high-dependency or intensive-care unit. Consider sepsis where infection is known or likely.',
    },
  ],
  singleParameter: {
    from: 3,
    band: 'low-medium',
    response:
      'Repeat at least every hour. One parameter alone scores 3: the nurse informs the medical team, who review the patient and decide whether to escalate.',
  },
}
