/**
 * How a row becomes the input of the network, and what its outputs stand for: part of the model, in
 * its manifest and in every export.
 *
 * <p>Free of Spark and of files, so that training, {@code transform}, the exports and the scorer
 * share one meaning. A column of numbers, of words or of dates is a {@link
 * org.lockstep.encoding.FeatureColumn} with what was fitted to the training rows; {@link
 * org.lockstep.encoding.FeatureEncoder} puts their inputs side by side, in double precision, and
 * scales them.
 */
@NullMarked
package org.lockstep.encoding;

import org.jspecify.annotations.NullMarked;
