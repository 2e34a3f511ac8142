import { expect } from 'chai'
import { unsafetyOf } from '../../../portal/app/place.ts'

/** A window at a path, in a frame of another or not. */
function windowAt(pathname: string, isFramed = false): Parameters<typeof unsafetyOf>[0] {
  const self = {}
  return { self, top: isFramed ? {} : self, location: { pathname } } as Parameters<typeof unsafetyOf>[0]
}

describe('the place of the portal', () => {
  it('is a tab, and an origin of its own', () => {
    for (const path of ['/', '/index.html', '/portal/', '/docs/ipfs/']) {
      expect(unsafetyOf(windowAt(path)), path).to.equal(null)
    }
  })

  it('is no frame of another page', () => {
    expect(unsafetyOf(windowAt('/', true))).to.equal('framed')
  })

  it('is no path of an IPFS gateway, beside the pages of strangers', () => {
    expect(unsafetyOf(windowAt('/ipfs/bafy/index.html'))).to.equal('shared')
    expect(unsafetyOf(windowAt('/ipns/k51/'))).to.equal('shared')
  })
})
