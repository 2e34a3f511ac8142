import pc from 'picocolors'
import type { Check } from '../../sdk/audit/check.ts'
import { plain } from './format.ts'

/** Checks with their evidence, one block each, and the verdict. */
export function checksText(checks: readonly Check[]): string {
  const failed = checks.filter(({ ok }) => !ok).length
  const verdict =
    failed === 0
      ? pc.green(`All ${checks.length} checks pass.`)
      : pc.red(`${failed} of ${checks.length} checks failed.`)
  return `${checks.map(checkText).join('')}\n${verdict}\n`
}

function checkText({ name, ok, evidence, reason, code }: Check): string {
  const head = ok ? `${pc.green('✓')} ${name}\n` : `${pc.red('✗')} ${name}\n`
  if (!ok) return `${head}    ${pc.red(code ?? '')} ${plain(reason ?? '')}\n`
  const width = Math.max(0, ...Object.keys(evidence).map((key) => key.length))
  const lines = Object.entries(evidence).map(
    ([key, value]) => `    ${pc.dim(key.padEnd(width))}  ${plain(String(value))}\n`,
  )
  return head + lines.join('')
}
