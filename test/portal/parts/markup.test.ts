import { expect } from 'chai'
import type { ComponentChild, VNode } from 'preact'
import { MarkupView } from '../../../portal/parts/markup.ts'
import { html, Markup } from '../../../portal/report/html.ts'
import { reportBody } from '../../../portal/report/page.ts'
import { hostileEvidence, hostileReports } from '../report/hostileReport.ts'
import { landedEvidence } from '../report/sampleReport.ts'
import { abstainedReportOf, answeredReports, modelKinds } from '../report/samples/index.ts'

/** What loads, runs or leads somewhere. */
const RUNS = ['script', 'img', 'a', 'iframe', 'style', 'use', 'form']

interface Shown {
  readonly names: ReadonlySet<string>
  readonly text: string
}

/** The elements and the text of what is shown. */
function show(markup: Markup): Shown {
  const names = new Set<string>()
  const texts: string[] = []
  const walk = (child: ComponentChild | readonly ComponentChild[]): void => {
    if (typeof child === 'string') texts.push(child)
    else if (Array.isArray(child)) child.forEach(walk)
    else if (child && typeof child === 'object') {
      const { type, props } = child as VNode<{ children?: ComponentChild[] }>
      if (typeof type === 'string') names.add(type)
      walk(props.children)
    }
  }
  walk(MarkupView({ markup }))
  return { names, text: texts.join('') }
}

describe('markup of the renderer as elements', () => {
  for (const kind of modelKinds) {
    it(`shows a report of the kind ${kind}, with its charts, answered and abstained, and a hostile one`, () => {
      const { names, text } = show(reportBody(answeredReports[kind], landedEvidence))
      expect([...names]).to.include.members(['section', 'h2', 'svg', 'table'])
      expect(text).to.contain(answeredReports[kind].outcome.condition)
      expect([...names]).not.to.include('h1')
      show(reportBody(abstainedReportOf(kind), landedEvidence))
      const hostile = show(reportBody(hostileReports[kind], hostileEvidence))
      expect([...hostile.names].filter((name) => RUNS.includes(name))).to.deep.equal([])
    })
  }

  it('gives back escaped text as it was', () => {
    const { text } = show(html`<p class="${`"quoted"`}">${`<b>&amp; 'x'`}</p>`)
    expect(text).to.equal(`<b>&amp; 'x'`)
  })

  for (const markup of [
    '<script>alert(1)</script>',
    '<img src="x">',
    '<p onclick="alert(1)">x</p>',
    '<p style="color: red">x</p>',
    '<p id=x>x</p>',
    '<use href="#x"/>',
    '<foreignObject></foreignObject>',
    '<p>x',
    '<p>x</div>',
    '</p>',
    '<p>x</p><',
    '<!-- x -->',
  ]) {
    it(`refuses ${markup}`, () => {
      expect(() => show(new Markup(markup))).to.throw(TypeError, 'this page does not show')
    })
  }
})
