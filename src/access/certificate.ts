/** A client certificate, as its connection showed it when it began. */
export interface ShownCertificate {
  /** SHA-256, lower-case hex */
  thumbprint: string;
  /** `CN=dsp, O=Example`, in the order of the certificate */
  subject: string;
  /** epoch milliseconds */
  notAfter: number;
  /** thumbprint of the authority at the end of its chain */
  authority: string;
  /** why it was not believed when it was shown, as OpenSSL calls it */
  problem: string | undefined;
}

/** Colons and capitals, as other programs write them, make no difference. */
export function spellThumbprint(text: string): string {
  return text.replaceAll(':', '').toLowerCase();
}

/** Why it is not believed now: authorities change and certificates expire while a connection lives. */
export function whyNotBelieved({ problem, notAfter, authority }: ShownCertificate, authorities: ReadonlySet<string>, now: number): string | undefined {
  if (problem !== undefined) return problem;
  if (!(now <= notAfter)) return 'CERT_HAS_EXPIRED';
  return authorities.has(authority) ? undefined : 'AUTHORITY_NOT_BELIEVED';
}
