/**
 * Tables of rows: Parquet files, whose footers are all read and compared before a row is read, and
 * DataFrames. What Spark decides about a row before it hands it over is fixed here ({@link
 * org.lockstep.data.table.TableSession}), and what it throws at a user's mistake becomes one line
 * ({@link org.lockstep.data.table.SparkFaults}).
 */
@NullMarked
package org.lockstep.data.table;

import org.jspecify.annotations.NullMarked;
