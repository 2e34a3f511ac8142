import { expect } from 'chai'
import { Interface, makeError } from 'ethers'
import { consentRegistryAbi } from '../../../sdk/abi/ConsentRegistry.ts'
import { chainError } from '../../../sdk/chain/revert.ts'
import { InvalidInputError, RefusedError, UnavailableError } from '../../../sdk/errors/index.ts'

const patient = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const grantee = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'
const consents = Interface.from(consentRegistryAbi)
const missing = consents.encodeErrorResult('ConsentMissing', [patient, grantee, 2])

const callException = (data: string | null) =>
  makeError('execution reverted', 'CALL_EXCEPTION', {
    action: 'call',
    data,
    reason: null,
    transaction: { to: patient, data: '0x' },
    invocation: null,
    revert: null,
  })

describe('sdk/chain/revert', () => {
  it('says in a sentence why a contract refused, wherever the node puts the revert data', () => {
    const shapes: unknown[] = [
      callException(missing),
      { code: 3, data: missing },
      { code: 'UNKNOWN_ERROR', error: { code: -32603, data: { data: missing } } },
      { info: { error: { data: missing } } },
      { cause: { cause: { data: missing } } },
    ]
    for (const shape of shapes) {
      const error = chainError(shape)
      expect(error).to.be.instanceOf(RefusedError)
      expect(error.code).to.equal('CONSENT_MISSING')
      expect(error.message).to.equal(`${grantee} had a consent that the patient revoked.`)
      expect(error.cause).to.equal(shape)
    }
  })

  it('names an error that it has no sentence for', () => {
    const error = chainError(callException(consents.encodeErrorResult('UnknownPurpose', [77])))
    expect(error).to.be.instanceOf(RefusedError)
    expect(error.code).to.equal('CHAIN_REFUSED')
    expect(error.message).to.contain('UnknownPurpose(77)')
  })

  it('treats a revert without a reason, or with one of another contract, as a refusal', () => {
    for (const data of ['0x', '0xdeadbeef', null]) {
      const error = chainError(callException(data))
      expect(error).to.be.instanceOf(RefusedError)
      expect(error.code).to.equal('CHAIN_REFUSED')
    }
  })

  it('does not take an answer of a node that did not run the call for a refusal', () => {
    const answered = (message: string) =>
      Object.assign(callException(null), { info: { error: { code: -32005, message } } })
    for (const message of [
      'limit exceeded',
      'header not found',
      'fetch failed',
      'execution aborted (timeout = 5s)',
    ]) {
      expect(chainError(answered(message))).to.be.instanceOf(UnavailableError)
    }
    for (const message of ['execution reverted', 'VM Exception while processing transaction', 'out of gas']) {
      expect(chainError(answered(message))).to.be.instanceOf(RefusedError)
    }
  })

  it('keeps a Salus error as it is', () => {
    const given = new RefusedError('NOT_ENROLLED', 'No.')
    expect(chainError(given)).to.equal(given)
  })

  it('tells a poor account, a chain without contracts and a value that does not fit from a dead chain', () => {
    const poor = makeError('insufficient funds', 'INSUFFICIENT_FUNDS', { transaction: {} as never })
    expect(chainError(poor).code).to.equal('FUNDS_MISSING')
    const empty = makeError('could not decode result data', 'BAD_DATA', { value: '0x' })
    expect(chainError(empty)).to.be.instanceOf(InvalidInputError)
    expect(chainError(empty).code).to.equal('CHAIN_MISMATCH')
    const large = makeError('out of bounds', 'INVALID_ARGUMENT', { argument: 'nonce', value: 1 })
    expect(chainError(large)).to.be.instanceOf(InvalidInputError)
    for (const other of [new Error('connect ECONNREFUSED'), 'text', undefined, null]) {
      expect(chainError(other)).to.be.instanceOf(UnavailableError)
      expect(chainError(other).code).to.equal('CHAIN_UNAVAILABLE')
    }
  })

  it('does not follow causes without end', () => {
    const circle: Record<string, unknown> = {}
    circle.cause = circle
    expect(chainError(circle)).to.be.instanceOf(UnavailableError)
  })
})
