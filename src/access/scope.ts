/** What whoever does not say who he is can be let do at most. */
export const openScopes = ['decide', 'read-decisions', 'report', 'rules', 'admin'] as const;

/** What a caller can be let do. MPxNs are personal data: only a caller who is known reads them in clear. */
export const scopes = [...openScopes, 'clear-mpxn'] as const;

export type OpenScope = (typeof openScopes)[number];
export type Scope = (typeof scopes)[number];
