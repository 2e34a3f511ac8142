import { useLayoutEffect, useMemo } from 'preact/hooks'
import { Loaded, useResource } from '../parts/loaded.tsx'
import { words } from '../words/en.ts'
import { laidOutJson } from '../words/laidOutJson.ts'
import { visible } from '../words/visible.ts'

/** Characters that are shown: a browser takes seconds to lay out millions. */
const LONGEST = 20_000
/** Bytes of text that are read for that. */
const READ = 4 * LONGEST

const isText = (mediaType: string) => /^text\/|[/+](?:json|xml)(?:;|$)/.test(mediaType)
const isJson = (mediaType: string) => /[/+]json(?:;|$)/.test(mediaType)
const isPicture = (mediaType: string) => /^image\/(?:png|jpeg|webp|gif)(?:;|$)/.test(mediaType)

/** A record's content, as text or as a picture. Nothing in it is interpreted as markup. */
export function RecordContent({
  content,
  mediaType,
}: {
  readonly content: Blob
  readonly mediaType: string
}) {
  if (isPicture(mediaType)) return <Picture content={content} mediaType={mediaType} />
  if (isText(mediaType)) {
    return (
      <>
        {isJson(mediaType) && <LazySignals content={content} />}
        <Text content={content} />
      </>
    )
  }
  return <p class="note">{words.record.notText}</p>
}

/** What draws is fetched when a record is opened that may have something to draw. */
function LazySignals({ content }: { readonly content: Blob }) {
  const part = useResource(() => import('./recordSignals.tsx'), [])
  return (
    <Loaded resource={part}>{({ default: RecordSignals }) => <RecordSignals content={content} />}</Loaded>
  )
}

function Text({ content }: { readonly content: Blob }) {
  const text = useResource(async () => {
    const read = await content.slice(0, READ).text()
    return content.size <= READ ? laidOutJson(read) : read
  }, [content])
  return (
    <Loaded resource={text}>
      {(whole) => (
        <>
          <h3>{words.record.content}</h3>
          {whole.length > LONGEST && (
            <p class="muted">{words.record.tooLong(LONGEST, Math.max(content.size, whole.length))}</p>
          )}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <pre tabIndex={0} dir="ltr">
            {visible(whole.slice(0, LONGEST))}
          </pre>
        </>
      )}
    </Loaded>
  )
}

function Picture({ content, mediaType }: { readonly content: Blob; readonly mediaType: string }) {
  const url = useMemo(
    () => URL.createObjectURL(content.slice(0, content.size, mediaType)),
    [content, mediaType],
  )
  useLayoutEffect(() => () => URL.revokeObjectURL(url), [url])
  return <img class="content" src={url} alt={words.record.content} />
}
