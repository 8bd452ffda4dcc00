/**
 * {@code lockstep dataset}: public data sets from the formats they are published in, as Parquet.
 *
 * <p>A source file is read as it is, checked line by line, and written without Spark.
 */
@NullMarked
package org.lockstep.jobs.dataset;

import org.jspecify.annotations.NullMarked;
