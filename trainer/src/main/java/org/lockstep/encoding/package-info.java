/**
 * Converts rows to the inputs of the network and gives its outputs their meaning: part of the
 * model, in its manifest and in every export.
 *
 * <p>Without Spark and files, so that training, {@code transform}, the exports and the scorer share
 * the same code. A column of numbers, of words or of dates is a {@link
 * org.lockstep.encoding.FeatureColumn} with what was fitted to the training rows; {@link
 * org.lockstep.encoding.FeatureEncoder} puts their inputs side by side, in double precision, and
 * scales them.
 */
@NullMarked
package org.lockstep.encoding;

import org.jspecify.annotations.NullMarked;
