// Mocha's own spec reporter, which also leaves its counts and failures as JSON for the summary of scripts/test.ts.
const { writeFileSync } = require('node:fs')
const { reporters } = require('mocha')

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.once('end', () => {
      const failures = this.failures.map((test) => ({
        title: test.titlePath().join(' > '),
        why: test.err?.stack ?? '',
      }))
      writeFileSync(options.reporterOptions.output, JSON.stringify({ ...this.stats, failed: failures }))
    })
  }
}
