import pc from 'picocolors'

/** Shows on a terminal how far long work has come. Elsewhere it is silent. */
export interface ProgressLine {
  /** @param done of `total` */
  bar(done: number, total: number): void
  say(text: string): void
  clear(): void
}

const WIDTH = 30

export function progressLine(label: string, out: NodeJS.WriteStream = process.stderr): ProgressLine {
  const draw = (text: string) => {
    if (out.isTTY) out.write(`\r\x1b[2K${text}`)
  }
  return {
    bar(done, total) {
      const filled = Math.round((total === 0 ? 1 : done / total) * WIDTH)
      draw(`${label} ${pc.cyan('█'.repeat(filled))}${pc.dim('░'.repeat(WIDTH - filled))} ${done}/${total}`)
    },
    say: (text) => draw(`${pc.cyan('…')} ${label}: ${text}`),
    clear: () => draw(''),
  }
}
