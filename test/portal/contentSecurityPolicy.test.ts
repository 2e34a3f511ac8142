import { expect } from 'chai'
import { portalPolicy, withPolicy } from '../../portal/contentSecurityPolicy.ts'
import { InvalidInputError } from '../../sdk/errors/index.ts'

const REACHED = {
  rpcUrl: 'https://rpc.example/key',
  gateways: [{ url: 'https://gateway.example:8443/salus/' }, { url: 'https://other.example' }],
  contentGateways: ['https://gateway.example:8443/ipfs-elsewhere'],
  oracles: [{ url: 'https://oracle.example/status' }, { url: 'https://other.example' }],
}

describe('the policy of the portal', () => {
  it('lets the page reach the origins of its settings, each once, and nothing else', () => {
    const policy = portalPolicy(REACHED)
    expect(policy).to.contain(
      "connect-src 'self' https://rpc.example https://gateway.example:8443 https://other.example https://oracle.example;",
    )
    expect(policy).to.match(/^default-src 'none';/)
    expect(policy).not.to.match(/unsafe|\*/)
  })

  it('takes nothing from a URL but its origin', () => {
    const url = 'https://gateway.example/"><script>alert(1)</script>; script-src *'
    const policy = portalPolicy({ ...REACHED, gateways: [{ url }] })
    expect(policy).not.to.match(/[<>"*]/)
  })

  for (const url of [
    'https://*',
    'https://*.example',
    'https://a;report-uri',
    'http://a"b.example',
    "https://a'b.example",
    'http://[::1]:8545',
  ]) {
    it(`is not made of ${url}, which a policy would not read as one origin`, () => {
      expect(() => portalPolicy({ ...REACHED, contentGateways: [url] })).to.throw(InvalidInputError)
    })
  }

  it('stands in the page in place of its own one, and in no page that has none', () => {
    const page = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    expect(withPolicy(page, REACHED)).to.contain('https://other.example')
    expect(() => withPolicy('<p></p>', REACHED)).to.throw(TypeError)
  })
})
