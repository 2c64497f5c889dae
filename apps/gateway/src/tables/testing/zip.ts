import { crc32, deflateRawSync } from 'node:zlib'

/** Makes a zip archive of texts; `stated` overrides what it says of a part's unpacked size. */
export function zip(parts: Readonly<Record<string, string | Buffer>>, stated?: number): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const packed = deflateRawSync(content)
    const sizes = Buffer.alloc(16)
    sizes.writeUInt32LE(crc32(content), 0)
    sizes.writeUInt32LE(packed.length, 4)
    sizes.writeUInt32LE(stated ?? Buffer.byteLength(content), 8)
    sizes.writeUInt16LE(name.length, 12)
    const about = Buffer.concat([Buffer.from('1400000008000000', 'hex'), Buffer.alloc(2), sizes])
    files.push(Buffer.from('PK\x03\x04', 'latin1'), about, Buffer.from(name), packed)
    const where = Buffer.alloc(14)
    where.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, where, Buffer.from(name))
    offset += 4 + about.length + name.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  const count = Object.keys(parts).length
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...files, ...directory, end])
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** An .xlsx file around the XML of one sheet's inside, and parts of one's own. */
export function xlsx(inside: string, more: Readonly<Record<string, string>> = {}, stated?: number): Buffer {
  return zip(
    {
      'xl/workbook.xml': `<workbook xmlns:r="${OFFICE}"><sheets><sheet name="表" r:id="r1"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships>
        <Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="r2" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/>
        <Relationship Id="r3" Type="${OFFICE}/styles" Target="/xl/styles.xml"/></Relationships>`,
      'xl/worksheets/sheet1.xml': `<worksheet>${inside}</worksheet>`,
      ...more,
    },
    stated,
  )
}
