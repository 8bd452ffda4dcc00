/**
 * Lockstep: synchronous mini-batch training of neural networks on Apache Spark, bit for bit the
 * same on any cluster.
 *
 * <p>Imports point down: {@code ml}, the stages of Spark ML, stands on {@code training}; {@code
 * training} stands on {@code model}, {@code data} and {@code optimization}, {@code data} on {@code
 * encoding}, {@code model} on {@code encoding} and {@code network}; {@code scoring} and {@code
 * export} on those three alone. {@code encoding}, {@code network}, {@code optimization} and {@code
 * scoring} know nothing of Spark.
 */
@NullMarked
package org.lockstep;

import org.jspecify.annotations.NullMarked;
