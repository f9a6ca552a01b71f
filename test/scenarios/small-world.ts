/** A world with as little in it as a scenario needs. */
export const worldText = `title: A small world
now: 2026-11-20T10:00:00Z
parties:
  - id: epn
    name: Eastern Power Networks
    kind: network-operator
    entityIds: [90-B3-D5-1F-30-02-00-00/48]
    marketParticipantIds: [EELC]
  - id: spd
    name: Southern Scotland Distribution
    kind: network-operator
    entityIds: [90-B3-D5-1F-30-07-00-00/48]
    marketParticipantIds: [SPOW]
  - id: bright-energy
    name: Bright Energy
    kind: supplier
    users: [{ id: 90-B3-D5-1F-30-01-00-00, role: IS }]
  - id: islands
    name: Islands Electricity
    kind: other
    users: [{ id: 90-B3-D5-1F-30-0B-00-01, role: IS }, { id: 90-B3-D5-1F-30-0B-00-02, role: ED }]
devices: { esme: { id: 00-DB-12-34-56-78-90-01, type: ESME, importMpxn: "1000000000012" } }
registrations: [{ mpxn: "1000000000012", networkOperator: EELC, from: 2019-04-01 }]
certificates:
  epn: { entityId: 90-B3-D5-1F-30-02-00-00, ou: "03" }
  spd: { entityId: 90-B3-D5-1F-30-07-00-00, ou: "03" }
request: { from: bright-energy, srv: "6.21", target: esme, remotePartyRole: NetworkOperator, certificates: epn }
`;

const rejected = `    then:
      decision: reject
      reason: wrong-network-operator
      responseCode: E062106
      rule: handover-places-registered-operator
      advice: []
      audit: { supplierParty: bright-energy, counted: true }
`;

/** One scenario of clause D7; `when` begins on line 8. */
export function scenarioText(when = 'when: { certificates: spd }\n', then = rejected): string {
  return `clause: D7
title: Tried
says: Its words
world: small
scenarios:
  - id: tried
    title: a scenario
    ${when}${then}`;
}
