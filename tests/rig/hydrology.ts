/** The tables of SL 323 as a county has them, in SQL that MariaDB and PostgreSQL both understand. */
export const SL323_SCHEMA = `
CREATE TABLE ST_STBPRP_B (
  STCD char(8) NOT NULL PRIMARY KEY, STNM varchar(30), RVNM varchar(30), HNNM varchar(30), BSNM varchar(30),
  LGTD numeric(10,6), LTTD numeric(10,6), STLC varchar(50), ADDVCD char(6), DTMNM varchar(16), DTMEL numeric(7,3),
  STTP char(2), FRGRD char(1), ESSTYM char(6), USFL char(1)
);
CREATE TABLE ST_PPTN_R (
  STCD char(8) NOT NULL, TM TIMETYPE NOT NULL, DRP numeric(5,1), INTV numeric(5,2), PDR numeric(5,2), DYP numeric(5,1), WTH char(1),
  PRIMARY KEY (STCD, TM)
);
CREATE TABLE ST_RIVER_R (
  STCD char(8) NOT NULL, TM TIMETYPE NOT NULL, Z numeric(7,3), Q numeric(9,3), XSA numeric(9,3), WPTN char(1),
  PRIMARY KEY (STCD, TM)
);
CREATE TABLE ST_RSVR_R (
  STCD char(8) NOT NULL, TM TIMETYPE NOT NULL, RZ numeric(7,3), INQ numeric(9,3), W numeric(9,3), OTQ numeric(9,3), RWPTN char(1),
  PRIMARY KEY (STCD, TM)
);
`

export function sl323Schema(server: 'mysql' | 'postgresql'): string {
  return SL323_SCHEMA.replaceAll('TIMETYPE', server === 'mysql' ? 'datetime' : 'timestamp')
}

const ZONE_OFFSET = 8 * 3_600_000

/** `YYYY-MM-DD HH:mm:ss` in Beijing time, as a county writes TM. */
export function beijing(at: number): string {
  return new Date(at + ZONE_OFFSET).toISOString().slice(0, 19).replace('T', ' ')
}
