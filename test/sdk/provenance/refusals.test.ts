import { expect } from 'chai'
import { Interface, type ParamType, ZeroAddress, ZeroHash } from 'ethers'
import { coldChainAbi } from '../../../sdk/abi/ColdChain.ts'
import { drugProvenanceAbi } from '../../../sdk/abi/DrugProvenance.ts'
import { investigationsAbi } from '../../../sdk/abi/Investigations.ts'
import { replenishmentPlannerAbi } from '../../../sdk/abi/ReplenishmentPlanner.ts'
import { chainError } from '../../../sdk/chain/revert.ts'
import { RefusedError } from '../../../sdk/errors/index.ts'

/** Of libraries: what the constructor alone can meet. */
const INTERNAL = ['InvalidShortString', 'StringTooLong']

const sampleOf = ({ baseType, type }: ParamType): unknown => {
  if (baseType === 'address') return ZeroAddress
  if (baseType === 'bool') return true
  return type.startsWith('bytes') ? ZeroHash : 1
}

const errorsOf = (abi: ConstructorParameters<typeof Interface>[0]) => {
  const contract = new Interface(abi)
  const refusals: { name: string; error: Error & { code?: string } }[] = []
  contract.forEachError((fragment) => {
    if (INTERNAL.includes(fragment.name)) return
    const data = contract.encodeErrorResult(fragment, fragment.inputs.map(sampleOf))
    refusals.push({ name: fragment.name, error: chainError({ code: 'CALL_EXCEPTION', data }) })
  })
  return refusals
}

const CONTRACTS = { drugProvenanceAbi, investigationsAbi, coldChainAbi, replenishmentPlannerAbi }

describe('refusals of the drug contracts', () => {
  for (const [contract, abi] of Object.entries(CONTRACTS)) {
    it(`have a code and a sentence: ${contract}`, () => {
      const refusals = errorsOf(abi)
      expect(refusals.length).to.be.greaterThan(3)
      for (const { name, error } of refusals) {
        expect(error, name).to.be.instanceOf(RefusedError)
        expect(error.code, name).not.to.equal('CHAIN_REFUSED')
        expect(error.message, name).to.match(/^\S.*[.]$/)
        expect(error.message, name).not.to.match(/undefined|NaN|Invalid Date/)
      }
    })
  }
})
