/** Text of an answer; undefined where it is longer than it may be, and then the rest is not fetched. */
export async function readLimited({ body }: Response, maximumBytes: number): Promise<string | undefined> {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let size = 0
  let text = ''
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    size += part.value.length
    if (size > maximumBytes) {
      // Whether the other side hears of it or not.
      reader?.cancel().catch(() => undefined)
      return undefined
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}
