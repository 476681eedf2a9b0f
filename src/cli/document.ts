/** A text to be ingested, under the name by which messages speak of it. */
export interface Document {
  readonly name: string;
  readonly content: string;
}
