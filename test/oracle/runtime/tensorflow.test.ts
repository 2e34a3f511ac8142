import { createRequire } from 'node:module'
import { expect } from 'chai'
import { loadRuntime, runtimeFingerprint } from '../../../oracle/runtime/tensorflow.ts'
import { expectError } from '../../helpers/expectError.ts'
import { loadHeartModel } from '../../helpers/heartModel.ts'

function hasNativePackage(): boolean {
  try {
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-node')
    return true
  } catch {
    return false
  }
}

describe('loadRuntime', () => {
  it('loads the pinned back-end', async () => {
    const runtime = await loadRuntime()
    expect(runtime.tf.getBackend()).to.equal('wasm')
    expect(runtime.fingerprint).to.equal(await runtimeFingerprint())
    expect(runtime.fingerprint).to.match(/^0x[0-9a-f]{64}$/)
  })

  it('is the runtime that the shipped model was trained on', async () => {
    expect((await loadHeartModel()).hashes.runtimeHash).to.equal(await runtimeFingerprint())
  })

  it('refuses a processor without SIMD rather than fall back to another binary', async () => {
    const { tf } = await loadRuntime()
    tf.env().set('WASM_HAS_SIMD_SUPPORT', false)
    try {
      await expectError(() => loadRuntime(), 'RUNTIME_NOT_PINNED', /SIMD/)
    } finally {
      tf.env().set('WASM_HAS_SIMD_SUPPORT', true)
    }
  })

  it('says what to do when the native back-end is not installed', async function () {
    if (hasNativePackage()) this.skip()
    await expectError(() => loadRuntime('native'), 'RUNTIME_UNAVAILABLE', /leave out --backend native/)
  })
})
