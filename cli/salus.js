#!/usr/bin/env node
// Plain JavaScript that old versions of Node can read: TypeScript runs by itself from Node 22.18 on.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  const quote = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`)
  const inner = ['npm run -s salus --', ...process.argv.slice(2).map(quote)].join(' ')
  process.stderr.write(
    `Salus needs Node 22.18 or later, and this is ${process.versions.node}. In the folder of Salus, run:\n\n` +
      `  npx -y -p node@22 -c ${quote(inner)}\n`,
  )
  process.exitCode = 2
} else {
  // Node's own SQLite, which the gateway uses, announces itself as experimental.
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = (warning, ...rest) => {
    if (rest[0] !== 'ExperimentalWarning') emitWarning(warning, ...rest)
  }
  await import('./main.ts')
}
