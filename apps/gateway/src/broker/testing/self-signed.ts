import { generateKeyPairSync, sign } from 'node:crypto'

const der = (tag: number, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts)
  const { length } = body
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}
const sequence = (...parts: Buffer[]) => der(0x30, ...parts)

const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))

/** What whoever checks a certificate looks at: that it may vouch for itself, and for which address it stands [RFC 5280, 4.2.1]. */
function extensions(address: string): Buffer {
  const octets = der(0x87, Buffer.from(address.split('.').map(Number)))
  const alternativeName = sequence(oid('551d11'), der(0x04, sequence(octets)))
  const isAuthority = sequence(oid('551d13'), der(0x04, sequence(der(0x01, Buffer.from([0xff])))))
  return der(0xa3, sequence(isAuthority, alternativeName))
}

/**
 * A certificate for a server that lives as long as a test, made on the spot: no key lies in the project [RFC 5280, 4.1].
 * @param address the IPv4 address that it is for; without one it names none, and only who checks nothing takes it
 */
export function selfSigned(address?: string): { cert: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'))
  const commonName = sequence(Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('test')))
  const name = sequence(der(0x31, commonName))
  const validity = sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')))
  const body = sequence(
    ...(address === undefined ? [] : [der(0xa0, der(0x02, Buffer.from([2])))]),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(address === undefined ? [] : [extensions(address)]),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  const cert = sequence(body, ecdsaWithSha256, signature).toString('base64')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${cert}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
