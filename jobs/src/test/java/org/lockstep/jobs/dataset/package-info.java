/**
 * Public data sets from the formats they are published in, as Parquet, for scripts/make-datasets
 * and scripts/fetch-fashion-mnist: a source file is read as it is, checked line by line, and
 * written without Spark. Not a part of the jar.
 */
@NullMarked
package org.lockstep.jobs.dataset;

import org.jspecify.annotations.NullMarked;
