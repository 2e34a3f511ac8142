/** Puts what `npm run demo` prints into the README, between its two marks. Run after a change to the story. */
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'

const START = '<!-- transcript -->'
const END = '<!-- /transcript -->'

const output = execFileSync(
  process.execPath,
  ['--disable-warning=ExperimentalWarning', 'cli/main.ts', 'demo'],
  {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  },
)
const readme = await readFile('README.md', 'utf8')
const [before, rest = ''] = readme.split(START)
const after = rest.includes(END) ? rest.slice(rest.indexOf(END) + END.length) : rest
await writeFile('README.md', `${before}${START}\n\n\`\`\`\n${output.trim()}\n\`\`\`\n\n${END}${after}`)
