declare module 'edtf' {
  /** Parses a date; `min` and `max` are its bounds in milliseconds. Throws where it is none. */
  export default function edtf(text: string): { readonly min: number; readonly max: number };
}
