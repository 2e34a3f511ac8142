import { expect } from 'chai'
import { cameraTrouble } from '../../../portal/parts/camera.ts'

describe('why there is no picture of the camera', () => {
  for (const [name, trouble] of [
    ['NotAllowedError', 'refused'],
    ['SecurityError', 'refused'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'busy'],
    ['AbortError', 'busy'],
    ['NotSupportedError', 'other'],
  ] as const) {
    it(`${name}: ${trouble}`, () => {
      expect(cameraTrouble(new DOMException('of a browser', name))).to.equal(trouble)
    })
  }

  it('anything else: other', () => {
    expect(cameraTrouble(new TypeError('of a script'))).to.equal('other')
    expect(cameraTrouble(undefined)).to.equal('other')
  })
})
