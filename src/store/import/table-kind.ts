/** What a field says as the integer that stands for it in the store, or, as text, what is wrong with it. */
export type Reading = number | string;

/** One integer that is taken from one column of the file. Two may be taken from the same: the halves of an EUI-64. */
export interface StagedColumn {
  /** in the file */
  column: string;
  /** in the staging table */
  name: string;
  /** of a text that is not empty */
  read: (text: string) => Reading;
}

/** A column of the stored table and how it comes from the staged ones, in SQL. */
export interface StoredColumn {
  name: string;
  from: string;
}

/** A kind of file that fills one table row by row. */
export interface TableKind {
  table: string;
  tableSql: (name: string) => string;
  /** of the file; `required` ones cannot be left out or left empty */
  columns: readonly string[];
  required: readonly string[];
  /** how a row's key is called in messages, and the column to look at */
  keyName: string;
  keyColumn: string;
  staged: readonly StagedColumn[];
  key: readonly StoredColumn[];
  values: readonly StoredColumn[];
  /** what is wrong between the fields of a row that are each right */
  findContradiction: (values: readonly (number | null)[]) => { column: string; problem: string } | undefined;
  /** an index to leave out while the table is filled from nothing */
  index?: { name: string; sql: string };
}
