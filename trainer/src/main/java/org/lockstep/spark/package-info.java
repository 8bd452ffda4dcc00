/**
 * The uses of Spark's internals, one class for each of them: what Spark may change from one version
 * to the next without notice, and what differs between the versions that {@link
 * org.lockstep.spark.SupportedSpark} names.
 */
@NullMarked
package org.lockstep.spark;

import org.jspecify.annotations.NullMarked;
