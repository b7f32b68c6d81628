/** Where a version came from, as a diagram. */
import { formatCount } from '../../doors/index.js'
import { lineageToMermaid, type LineageGraph } from '../../store/index.js'
import { escapeHtml, mermaid, paragraph, subheading } from './html.js'
import { part, type Part } from './sections.js'

/** Of a version that was made of nothing that is recorded there is none. */
export function lineagePart(lineage: LineageGraph | undefined): Part {
  if (lineage === undefined || lineage.edges.length === 0) return part('lineage')
  const { nodes, isWhole } = lineage
  const note = isWhole ? '' : paragraph(escapeHtml(`Only the nearest ${formatCount(nodes.length)} versions are shown.`))
  return part('lineage', subheading('Made from'), mermaid(lineageToMermaid(lineage)), note)
}
