/** General knowledge of names, asked where the log does not know one. */
export abstract class Gazetteer {
  /** The id of a name or alias. */
  abstract idOf(name: string): string | undefined;
}
