import { expect } from 'chai'
import { eventsOf } from '../../../sdk/epcis/event.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { parseEpcis, validateEpcis } from '../../../sdk/epcis/validateEpcis.ts'
import { readExample, requireExamples } from './examples.ts'
import vectors from './vectors/eventHash.json' with { type: 'json' }

describe("GS1's EPCIS 2.0 examples", () => {
  it('all 47 follow the standard, and each event has a hash', async function () {
    const paths = await requireExamples(this)
    expect(paths).to.have.length(47)
    for (const path of paths) {
      const bytes = await readExample(path)
      expect(validateEpcis(bytes).problems, path).to.deep.equal([])
      const hashes = parseEpcis(bytes).map(eventHash)
      expect(hashes, path).to.have.length.greaterThan(0)
      for (const hash of hashes) expect(hash).to.match(/^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/)
    }
  })

  it('have the hashes that the reference implementation gives them', async function () {
    await requireExamples(this)
    for (const [path, hashes] of Object.entries({
      ...vectors.gs1Examples.published,
      ...vectors.gs1Examples.agreed,
    })) {
      const document = JSON.parse((await readExample(path)).toString()) as Record<string, unknown>
      expect(eventsOf(document).map(eventHash), path).to.deep.equal(hashes)
    }
  })
})
