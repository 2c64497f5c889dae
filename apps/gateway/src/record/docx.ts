import {
  AlignmentType,
  Document as DocxDocument,
  Footer,
  type ISectionOptions,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import type { Block, Document } from './document.ts'

/** A4, in twentieths of a point. */
const [SHORT, LONG] = [11_906, 16_838]
const MARGIN = 1_134
/** Half points. */
const SIZES = { title: 36, heading: 28, paragraph: 24, note: 20, cell: 19 } as const
/** By what office machines have: body and headings of official documents. */
const BODY = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '仿宋', cs: 'Times New Roman' }
const HEADS = { ...BODY, eastAsia: '黑体' }

/** The bytes of a Word document. It takes long for hundreds of rows: give it a thread of its own (`write-docx.ts`). */
export async function docxOf(document: Document): Promise<Uint8Array> {
  const width = (document.landscape ? LONG : SHORT) - 2 * MARGIN
  const section: ISectionOptions = {
    properties: {
      page: {
        // The library turns them round for a landscape page itself.
        size: {
          width: SHORT,
          height: LONG,
          orientation: document.landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
        },
        margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
      },
    },
    footers: {
      default: new Footer({
        children: [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            children: [
              new TextRun({ text: `${legal(document.footer)}  `, size: 16, font: BODY }),
              new TextRun({
                children: [PageNumber.CURRENT, '/', PageNumber.TOTAL_PAGES],
                size: 16,
                font: BODY,
              }),
            ],
          }),
        ],
      }),
    },
    children: document.blocks.flatMap((block) => blockOf(block, width)),
  }
  const buffer = await Packer.toBuffer(
    new DocxDocument({
      creator: 'Tocsin',
      lastModifiedBy: 'Tocsin',
      title: legal(
        document.blocks.find(({ kind }) => kind === 'title')?.kind === 'title' ? titleOf(document) : '',
      ),
      styles: {
        default: {
          document: {
            run: {
              font: BODY,
              language: { value: 'en-GB', eastAsia: 'zh-CN' },
            },
          },
        },
      },
      sections: [section],
    }),
  )
  // A copy of its own: the buffer may be a view into a pool.
  return Uint8Array.from(buffer)
}

function titleOf({ blocks }: Document): string {
  const title = blocks.find((block) => block.kind === 'title')
  return title !== undefined && 'text' in title ? title.text : ''
}

function blockOf(block: Block, width: number): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'title':
      return [
        new Paragraph({
          alignment: AlignmentType.CENTER,
          spacing: { after: 240 },
          children: [run(block.text, { size: SIZES.title, bold: true, head: true })],
        }),
      ]
    case 'heading':
      return [
        new Paragraph({
          keepNext: true,
          spacing: { before: 240, after: 120 },
          children: [run(block.text, { size: SIZES.heading, bold: true, head: true })],
        }),
      ]
    case 'paragraph':
      return block.text.split('\n').map(
        (line) =>
          new Paragraph({
            spacing: { line: 360 },
            indent: { firstLine: SIZES.paragraph * 20 },
            children: [run(line, { size: SIZES.paragraph })],
          }),
      )
    case 'note':
      return block.text
        .split('\n')
        .map((line) => new Paragraph({ spacing: { after: 80 }, children: [run(line, { size: SIZES.note })] }))
    case 'pairs': {
      const columns = Math.max(...block.rows.map((row) => row.length))
      const parts = Array.from({ length: columns }, (_, column) => (column % 2 === 0 ? 2 : 5))
      const rows = block.rows.map((cells) =>
        rowOf(cells, columns, { head: false, labels: true, parts, width }),
      )
      return [table(rows, parts, width), new Paragraph({ children: [] })]
    }
    case 'table': {
      const { head, rows, widths: parts } = block
      const columns = head.length
      const lines = [
        rowOf(head, columns, { head: true, labels: false, parts, width }),
        ...rows.map((cells) => rowOf(cells, columns, { head: false, labels: false, parts, width })),
      ]
      return [table(lines, parts, width), new Paragraph({ children: [] })]
    }
    default:
      return block satisfies never
  }
}

function table(rows: readonly TableRow[], parts: readonly number[], width: number): Table {
  return new Table({
    rows: [...rows],
    layout: TableLayoutType.FIXED,
    width: { size: width, type: WidthType.DXA },
    columnWidths: widthsOf(parts, width),
  })
}

function widthsOf(parts: readonly number[], width: number): number[] {
  const all = parts.reduce((sum, part) => sum + part, 0)
  return parts.map((part) => Math.floor((part / all) * width))
}

interface RowOptions {
  readonly head: boolean
  /** Every other cell is a label. */
  readonly labels: boolean
  readonly parts: readonly number[]
  readonly width: number
}

function rowOf(
  cells: readonly string[],
  columns: number,
  { head, labels, parts, width }: RowOptions,
): TableRow {
  const widths = widthsOf(parts, width)
  return new TableRow({
    tableHeader: head,
    cantSplit: true,
    children: cells.map((text, index) => {
      const bold = head || (labels && index % 2 === 0)
      // The last cell of a short row reaches to the end.
      const span = index === cells.length - 1 ? columns - index : 1
      const size = widths.slice(index, index + span).reduce((sum, one) => sum + one, 0)
      return new TableCell({
        columnSpan: span,
        width: { size, type: WidthType.DXA },
        verticalAlign: VerticalAlignTable.CENTER,
        margins: { top: 40, bottom: 40, left: 80, right: 80 },
        ...(bold && { shading: { fill: 'EFEFEF' } }),
        children: text.split('\n').map(
          (line) =>
            new Paragraph({
              alignment: head ? AlignmentType.CENTER : AlignmentType.LEFT,
              children: [run(line, { size: SIZES.cell, bold })],
            }),
        ),
      })
    }),
  })
}

function run(
  text: string,
  { size, bold = false, head = false }: { size: number; bold?: boolean; head?: boolean },
) {
  return new TextRun({ text: legal(text), size, bold, font: head ? HEADS : BODY })
}

/** XML has no place for control characters and halves of pairs; a text with one would make the whole file unreadable. */
function legal(text: string): string {
  return text.replace(ILLEGAL, '')
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu
