/** What Mermaid makes of a diagram: its own parser, with the few things of a browser that it asks for. */
import DOMPurify from 'dompurify'

/** A box of a flowchart. */
interface Vertex {
  readonly text: string
  readonly link?: string
  readonly classes: readonly string[]
}

interface ChartData {
  readonly xAxis: { readonly categories?: readonly string[] }
  readonly plots: readonly { readonly data: readonly (readonly [string, number])[] }[]
}

interface Database {
  getVertices?(): ReadonlyMap<string, Vertex>
  getEdges?(): readonly { readonly start: string; readonly end: string }[]
  getDiagramTitle(): string
  getXYChartData?(): ChartData
}

export interface Diagram {
  readonly type: string
  readonly title: string
  /** Of a flowchart: texts as they are shown, and what a click would open. */
  readonly boxes: readonly Vertex[]
  readonly arrows: number
  /** What the text sets of Mermaid's own settings. */
  readonly config: object
  /** Of a chart. */
  readonly points: readonly (readonly [string, number])[]
}

/** @throws what Mermaid has to say against it. */
export async function readDiagram(text: string): Promise<Diagram> {
  // Without a browser there is nothing that it could clean; that nothing needs it is what the tests look at.
  Object.assign(DOMPurify, { addHook: () => undefined, sanitize: (html: string) => html })
  const { default: mermaid } = await import('mermaid')
  const { config } = await mermaid.parse(text)
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what would take its place draws, for which it takes a browser
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(text)
  const db = diagram.db as unknown as Database
  const data = db.getXYChartData?.()
  return {
    type: diagram.type,
    config,
    title: db.getDiagramTitle(),
    boxes: [...(db.getVertices?.().values() ?? [])].map((box) => ({ ...box, text: decode(box.text) })),
    arrows: db.getEdges?.().length ?? 0,
    points: data?.plots[0]?.data ?? []
  }
}

/** Characters by their numbers, which Mermaid holds in a form of its own until it draws them. */
function decode(text: string): string {
  return text.replace(/ﬂ°°(\d+)¶ß/g, (_, number: string) => String.fromCodePoint(Number(number)))
}
