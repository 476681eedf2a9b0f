/** A text to be ingested, under the name by which messages speak of it. */
export interface Document {
  readonly name: string;
  /** Its words, read when they are wanted. @throws {Error} where it cannot be read; those after it can. */
  read(): Promise<string>;
}
