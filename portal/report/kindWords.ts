import type { ModelKind } from '../../sdk/inference/clinicalReport.ts'

export interface KindWords {
  /** Before the condition, as the title of the page. */
  readonly title: string
  /** What was asked, up to the name of the model. */
  readonly question: string
  /** Where the model gives no answer. */
  readonly noAnswer: string
  /** What an abstention does not say. */
  readonly silence: string
}

const words: Readonly<Record<ModelKind, KindWords>> = {
  risk: {
    title: 'Estimated risk',
    question: 'How likely is it that this patient has the condition above',
    noAnswer: 'No probability given',
    silence: 'An abstention says nothing about the risk: it is neither high nor low.',
  },
  survival: {
    title: 'Expected course',
    question: 'How long is this patient expected to be free of the event above',
    noAnswer: 'No curve given',
    silence: 'An abstention says nothing about the course: it is neither good nor bad.',
  },
  score: {
    title: 'Early-warning score',
    question: 'How far are the vital signs of this patient from normal, and where are they heading',
    noAnswer: 'No score given',
    silence: 'An abstention says nothing about the patient: look at the patient.',
  },
  rhythm: {
    title: 'Heart rhythm screen',
    question: 'Is the rhythm of this patient’s heart regular in the recording',
    noAnswer: 'No rhythm given',
    silence: 'An abstention says nothing about the rhythm: record again, or read the trace.',
  },
}

export const wordsOf = (kind: ModelKind): KindWords => words[kind]
