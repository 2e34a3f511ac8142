import type { Command } from 'commander'
import { FINE } from '../output/exitCode.ts'
import { createTimeline } from '../output/timeline.ts'

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'Tell the whole story on a chain in this process: records, consent, inference, audit, medicines from their maker to a pharmacy, and their replenishment.',
    )
    .option('--out <folder>', 'where demo.json and what it speaks of are written', 'out')
    .option('--json', 'print demo.json instead of the timeline')
    .addHelpText(
      'after',
      '\nExample:\n  $ salus demo\n\nExits with 1 where a step fails. Needs no chain and no network.',
    )
    .action(async ({ out, json }: { out: string; json?: boolean }) => {
      const { runDemo } = await import('../demo/runDemo.ts')
      const timeline = createTimeline(json ? process.stderr : process.stdout)
      const files = await runDemo(timeline, out)
      if (json) {
        const { readFile } = await import('node:fs/promises')
        process.stdout.write(await readFile(files.log))
      } else {
        process.stdout.write(
          `\nAll fifteen chapters hold.\n  log          ${files.log}\n  report       ${files.report}\n  bundle       ${files.bundle}\n  temperature  ${files.temperature}\n  trace        ${files.trace}\n`,
        )
      }
      process.exitCode = FINE
    })
}
