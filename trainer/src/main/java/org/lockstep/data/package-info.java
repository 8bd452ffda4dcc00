/**
 * From a Parquet table to lanes; the only code that knows a table's schema.
 *
 * <p>The path of a row:
 *
 * <ol>
 *   <li>{@link org.lockstep.data.table.ParquetTable} lists the files and reads the footer of each.
 *   <li>{@link org.lockstep.data.survey.TableSurvey} reads all rows once: faults, statistics,
 *       labels.
 *   <li>{@link org.lockstep.encoding.Encoding} is fitted to the survey: columns to scaled floats.
 *   <li>{@link org.lockstep.data.lane.LaneDealer} reads the rows a second time, encodes them, sorts
 *       them by a seeded hash of their content, and deals them to lanes, in one pass for the rows
 *       to train on and those that a fraction or a column holds back to validate on.
 *   <li>{@link org.lockstep.data.lane.BlockRdd} keeps the lanes' blocks, in memory or on disk;
 *       {@link org.lockstep.data.lane.Lane} fetches them window by window.
 *   <li>{@link org.lockstep.data.lane.BatchPlan} says which of a lane's examples belong to which
 *       mini-batch.
 * </ol>
 *
 * <p>{@link org.lockstep.data.survey.TrainingTables} does the first three for all tables of a run,
 * to train or only to describe them ({@link org.lockstep.data.survey.DataReport}), so that a
 * description finds all errors that a training would find. {@link
 * org.lockstep.data.lane.TrainingDataCache} keeps lanes for several runs.
 *
 * <p>Why the hash: the order of files, of rows within them and of partitions depends on the cluster
 * and may change from run to run. An order by content depends on the table alone. Rows of equal
 * content are interchangeable.
 *
 * <p>A small table is read once, by the driver, which sorts it and sends it to every executor: no
 * shuffle, and one job. {@code spark.lockstep.smallTableBytes} (4 MiB of floats) says what is
 * small; {@code spark.lockstep.storageLevel} (MEMORY_AND_DISK) says where Spark keeps the blocks of
 * others. Neither changes a bit of the result.
 *
 * <p>Rows are read as Spark holds them ({@code InternalRow}), not as {@code Row}: an array of 784
 * numbers is then one copy, not 784 boxed objects.
 */
@NullMarked
package org.lockstep.data;

import org.jspecify.annotations.NullMarked;
