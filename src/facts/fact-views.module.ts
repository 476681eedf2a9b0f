import { Global, Module } from '@nestjs/common';
import { Words } from '../read-models/words.js';
import { FactViews } from './fact-views.js';

/** Provides {@link FactViews} everywhere, over one memory of words, so that an erasure is forgotten once for all. */
@Global()
@Module({ providers: [Words, FactViews], exports: [Words, FactViews] })
export class FactViewsModule {}
