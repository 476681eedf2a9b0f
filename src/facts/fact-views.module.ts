import { Global, Module } from '@nestjs/common';
import { Words } from '../read-models/words.js';
import { FactTexts } from './fact-texts.js';
import { FactViews } from './fact-views.js';

/** Provides {@link FactViews} and their texts everywhere, over one memory of words, so that an erasure is forgotten once for all. */
@Global()
@Module({ providers: [Words, FactViews, FactTexts], exports: [Words, FactViews, FactTexts] })
export class FactViewsModule {}
