/**
 * Lockstep: synchronous mini-batch training of neural networks on Apache Spark, bit for bit the
 * same on any cluster.
 *
 * <p>Imports point down: {@code training} stands on {@code model}, {@code data} and {@code
 * optimization}, {@code model} on {@code data} and {@code network}, and {@code network} and {@code
 * optimization} know nothing of Spark.
 */
@NullMarked
package org.lockstep;

import org.jspecify.annotations.NullMarked;
