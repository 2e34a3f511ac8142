import pc from 'picocolors'

export interface TimelineTransaction {
  readonly act: string
  readonly hash: string
  readonly gasUsed: number
}

export interface TimelineStep {
  readonly title: string
  readonly ok: boolean
  readonly detail: string
  readonly transactions: readonly TimelineTransaction[]
  readonly digests: Readonly<Record<string, string>>
  readonly durationMs: number
}

export interface TimelineChapter {
  readonly number: number
  readonly title: string
  readonly proves: string
  readonly steps: TimelineStep[]
}

/** What a step found out, for the reader and for the machine. */
export interface StepOutcome<T> {
  readonly value: T
  readonly detail?: string
  readonly transactions?: readonly TimelineTransaction[]
  readonly digests?: Readonly<Record<string, string>>
}

/** Tells a story in chapters and steps: a line each, written over by its result on a terminal. */
export interface Timeline {
  chapter(title: string, proves: string): void
  step<T>(title: string, work: () => Promise<StepOutcome<T>>): Promise<T>
  readonly chapters: readonly TimelineChapter[]
}

/** A transaction as the timeline shows it. */
export const transaction = (
  act: string,
  receipt: { readonly hash: string; readonly gasUsed: bigint },
): TimelineTransaction => ({ act, hash: receipt.hash, gasUsed: Number(receipt.gasUsed) })

const TITLE_WIDTH = 58

export function createTimeline(out: NodeJS.WriteStream): Timeline {
  const chapters: TimelineChapter[] = []
  return {
    chapters,
    chapter(title, proves) {
      chapters.push({ number: chapters.length + 1, title, proves, steps: [] })
      out.write(`\n${pc.bold(`${chapters.length}. ${title}`)}\n   ${pc.dim(proves)}\n`)
    },
    async step(title, work) {
      if (out.isTTY) out.write(`   ${pc.cyan('…')} ${title}`)
      const started = performance.now()
      const finish = (ok: boolean, outcome: Omit<StepOutcome<unknown>, 'value'>) => {
        const durationMs = Math.round(performance.now() - started)
        const { detail = '', transactions = [], digests = {} } = outcome
        chapters.at(-1)?.steps.push({ title, ok, detail, transactions, digests, durationMs })
        const gas = transactions.reduce((sum, { gasUsed }) => sum + gasUsed, 0)
        const figures = `${gas > 0 ? `${gas.toLocaleString('en')} gas, ` : ''}${durationMs} ms`
        if (out.isTTY) out.write('\r\x1b[2K')
        out.write(`   ${ok ? pc.green('✓') : pc.red('✗')} ${title.padEnd(TITLE_WIDTH)} ${pc.dim(figures)}\n`)
        for (const line of detail.split('\n').filter(Boolean)) out.write(`     ${line}\n`)
      }
      try {
        const { value, ...outcome } = await work()
        finish(true, outcome)
        return value
      } catch (error) {
        finish(false, { detail: pc.red(error instanceof Error ? error.message : String(error)) })
        throw error
      }
    },
  }
}
