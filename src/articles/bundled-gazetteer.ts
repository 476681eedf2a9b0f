import { Gazetteer } from '../entities/gazetteer.js';
import { gazetteer } from './gazetteer/gazetteer.js';

/** The bundled data files, asked for the id of a name. */
export class BundledGazetteer extends Gazetteer {
  override idOf(name: string): string | undefined {
    return gazetteer().named(name)?.id;
  }
}
