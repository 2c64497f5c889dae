import type { Section, Statement } from './statement.ts'

const titles = (statement: Statement): string =>
  [
    ...Object.keys(statement.open ?? {}),
    ...Object.keys(statement.station ?? {}).map((title) => `${title} (gateway)`),
  ].join('; ')

function outcome({ notApplicable, deviates }: Statement): string {
  if (deviates !== undefined) return `**deviates**: ${deviates}`
  return notApplicable === undefined ? 'kept' : `not applicable: ${notApplicable}`
}

const row = (...cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** What the ten 3.1.1 tests of the Eclipse Paho interoperability suite (client_test.py) look at, and its will test, and where it is looked at here. */
const PAHO: readonly (readonly [test: string, clauses: string])[] = [
  ['testBasic', '3.1.4-4, 3.3.4-1, 3.8.4-1, 3.1.0-2'],
  ['test_retained_messages', '3.3.1-5 to 3.3.1-12'],
  ['test_offline_message_queueing', '3.1.2-5'],
  ['will_message_test', '3.1.2-8 to 3.1.2-17'],
  ['test_zero_length_clientid', '3.1.3-6, 3.1.3-8'],
  ['test_overlapping_subscriptions', '3.3.5-1'],
  ['test_keepalive', '3.1.2-8, 3.1.2-24'],
  ['test_redelivery_on_reconnect', '4.4.0-1'],
  ['test_subscribe_failure', '3.8.3-2, 3.9.3-2 (gateway)'],
  ['test_dollar_topics', '4.7.2-1'],
  ['test_unsubscribe', '3.10.4-1 to 3.10.4-6'],
]

/** The text of docs/conformance.md. */
export function page(sections: readonly Section[]): string {
  const statements = sections.flatMap((section) => section.statements)
  const deviating = statements.filter(({ deviates }) => deviates !== undefined)
  const inapplicable = statements.filter(
    ({ deviates, notApplicable }) => deviates === undefined && notApplicable !== undefined,
  )
  const shown = statements.flatMap(({ open, station }) => [
    ...Object.keys(open ?? {}),
    ...Object.keys(station ?? {}),
  ])
  const tables = sections.map(
    ({ title, statements }) => `### ${title}

| Statement | Asks for | Here | Shown by |
|---|---|---|---|
${statements.map((one) => row(`MQTT-${one.clause}`, one.asks, outcome(one), titles(one))).join('\n')}`,
  )
  return `<!-- Written by tests/conformance; change it there. -->

# MQTT 3.1.1, statement by statement

The standard numbers ${statements.length} statements (appendix B). ${statements.length - deviating.length - inapplicable.length} are kept, ${inapplicable.length} bind clients or do not
apply, and ${deviating.length} are kept only in part; ${shown.length} tests show it. They send packets as bytes over a socket, and run with \`npm test\`
or alone with \`npm test -- tests/conformance\`.

The broker is one piece of code under a policy (\`apps/gateway/src/broker/policy.ts\`). The gateway has one policy, for stations, and no setting
chooses another: a station publishes readings, hears its own commands, and leaves nothing behind. What the standard says of routing, sessions,
retained messages and wills is therefore tested under an open policy, which lies with the tests: the same limits, guards, sign-in and doors, with
everything granted. Tests marked “(gateway)” run under the gateway's own policy.

**MQTT 5** is not served. A client that speaks it gets CONNACK 0x01 (unacceptable protocol level) and is closed, as [MQTT-3.1.2-2] says; most
client libraries can be told to speak 3.1.1 (\`protocolVersion: 4\`). MQTT 3.1 (level 3) is served as 3.1.1 is.

## What a station meets

Where the gateway grants less than the standard describes, this is what a device sees.

| Statement | At the gateway | Shown by |
|---|---|---|
${statements
  .filter(({ forStations }) => forStations !== undefined)
  .map((one) => row(`MQTT-${one.clause}`, one.forStations ?? '', Object.keys(one.station ?? {}).join('; ')))
  .join('\n')}

## What deviates with everything granted

| Statement | How, and what a device sees |
|---|---|
${deviating.map((one) => row(`MQTT-${one.clause}`, one.deviates ?? '')).join('\n')}

## What the Paho suite looks at

The tests of the Eclipse Paho interoperability suite for 3.1.1 are not run here. What they look at is:

| Paho's test | Statements |
|---|---|
${PAHO.map((one) => row(...one)).join('\n')}

## The whole table

${tables.join('\n\n')}
`
}
