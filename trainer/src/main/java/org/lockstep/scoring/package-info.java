/**
 * Predictions of a trained model in any Java program, without Spark, Hadoop or a native library.
 *
 * <p>A {@link org.lockstep.scoring.Scorer} gives, bit for bit, what {@code predict} and {@code
 * transform} give on a cluster. Beside this package it needs {@code encoding}, {@code network} and
 * {@code model} of the same jar, Jackson's databind and commons-codec.
 */
@NullMarked
package org.lockstep.scoring;

import org.jspecify.annotations.NullMarked;
