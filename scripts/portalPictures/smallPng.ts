import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** PNG (W3C Recommendation, third edition), 5.2. */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const COLOURS = 256
/** Bytes of a pixel by colour type: 2 is RGB, 6 is RGB with alpha. */
const CHANNELS: Readonly<Record<number, number>> = { 2: 3, 6: 4 }

interface Pixels {
  readonly width: number
  readonly height: number
  /** 0xRRGGBB of each pixel, row by row. */
  readonly colours: Uint32Array
}

/**
 * A screenshot in 256 of its colours, the others replaced by the nearest of these: a third of the size, and a page of text
 * looks the same.
 *
 * @param png with 8 bits a channel, not interlaced, opaque: as Chromium writes them
 */
export function smallPng(png: Buffer): Buffer {
  const pixels = read(png)
  const palette = choosePalette(pixels.colours)
  return write(pixels, palette, nearestIn(palette))
}

function read(png: Buffer): Pixels {
  const data: Buffer[] = []
  let header: Buffer = Buffer.alloc(0)
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const content = png.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') header = content
    if (type === 'IDAT') data.push(content)
    at += 12 + length
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const channels = CHANNELS[header[9] ?? 0]
  if (header[8] !== 8 || channels === undefined || header[12] !== 0) {
    throw new Error('This PNG is not one as Chromium writes screenshots.')
  }
  const rows = unfilter(inflateSync(Buffer.concat(data)), width * channels, channels)
  const colours = Uint32Array.from({ length: width * height }, (_, index) =>
    rows.readUIntBE(index * channels, 3),
  )
  return { width, height, colours }
}

/** Undoes the filters of rows: clause 9. */
function unfilter(filtered: Buffer, rowLength: number, channels: number): Buffer {
  const height = filtered.length / (rowLength + 1)
  const rows = Buffer.alloc(height * rowLength)
  for (let row = 0; row < height; row++) {
    const filter = filtered[row * (rowLength + 1)] ?? 0
    for (let column = 0; column < rowLength; column++) {
      const at = row * rowLength + column
      const left = column < channels ? 0 : (rows[at - channels] ?? 0)
      const above = row === 0 ? 0 : (rows[at - rowLength] ?? 0)
      const corner = row === 0 || column < channels ? 0 : (rows[at - rowLength - channels] ?? 0)
      rows[at] = (filtered[at + row + 1] ?? 0) + predict(filter, left, above, corner)
    }
  }
  return rows
}

function predict(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left
    case 2:
      return above
    case 3:
      return (left + above) >> 1
    case 4:
      return paeth(left, above, corner)
    default:
      return 0
  }
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner
  const toLeft = Math.abs(estimate - left)
  const toAbove = Math.abs(estimate - above)
  const toCorner = Math.abs(estimate - corner)
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}

/** Again and again the colour that is missed most: common, and far from those that were chosen. */
function choosePalette(colours: Uint32Array): readonly number[] {
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const missing = [...counts].map(([colour, count]) => ({
    colour,
    count,
    distance: 1 + distance(0, 0xffffff),
  }))
  const chosen: number[] = []
  while (chosen.length < Math.min(COLOURS, missing.length)) {
    const most = missing.reduce((one, other) =>
      other.count * other.distance > one.count * one.distance ? other : one,
    )
    chosen.push(most.colour)
    for (const one of missing) one.distance = Math.min(one.distance, distance(one.colour, most.colour))
  }
  return chosen
}

/** The place in a palette of the colour that is nearest. */
function nearestIn(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]))
  return (colour) => {
    const found = known.get(colour)
    if (found !== undefined) return found
    const distances = palette.map((one) => distance(one, colour))
    const nearest = distances.indexOf(Math.min(...distances))
    known.set(colour, nearest)
    return nearest
  }
}

function distance(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16)
  const green = ((one >> 8) & 255) - ((other >> 8) & 255)
  const blue = (one & 255) - (other & 255)
  return red * red + green * green + blue * blue
}

function write(
  { width, height, colours }: Pixels,
  palette: readonly number[],
  place: (colour: number) => number,
): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits, of a palette.
  header.set([8, 3, 0, 0, 0], 8)
  const rows = Buffer.alloc(height * (width + 1))
  for (const [index, colour] of colours.entries()) {
    const row = Math.floor(index / width)
    rows[index + row + 1] = place(colour)
  }
  const table = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', table),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(content.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
